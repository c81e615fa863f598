import { describe, expect, test } from 'vitest';
import { identityOf, isBot, isBotAuthor, parseMailmap, people } from './people.js';

const none = { mailmap: new Map<string, string>(), aliases: {} };
const person = (email: string, user?: { login: string; id: number }) => ({
  name: 'Somebody',
  email,
  ...(user && { user }),
});

describe('a bot', () => {
  test.each([
    [{ login: 'some-app', bot: true }, true],
    [{ login: 'some-app[bot]', bot: false }, true],
    [{ login: 'Dependabot', bot: false }, true],
    [{ login: 'dependabot[bot]', bot: false }, true],
    [{ login: 'ada', bot: false }, false],
    [{ login: 'ghost', bot: false }, false],
  ])('is told by its account: %o', (account, expected) => {
    expect(isBot(account, ['dependabot'])).toBe(expected);
  });

  test.each([
    [{ name: 'dependabot[bot]', email: '49699333+dependabot[bot]@users.noreply.github.com' }, true],
    [{ name: 'Claude', email: 'claude@users.noreply.github.com' }, true],
    [{ name: 'Claude', email: 'noreply@anthropic.com' }, false],
    [{ name: 'Ada', email: 'ada@example.com', user: { login: 'claude', id: 1 } }, true],
  ])('is told by what a commit says: %o', (author, expected) => {
    expect(isBotAuthor(author, ['claude'])).toBe(expected);
  });
});

describe('the key of a person', () => {
  test.each([
    ['the account', person('ada@example.com', { login: 'ada', id: 7 }), 'id:7'],
    ['the number in a noreply address', person('7+ada@users.noreply.github.com'), 'id:7'],
    ['the login in an old noreply address', person('Ada@users.noreply.github.com'), 'login:ada'],
    ['the lower-case address', person('Ada@Example.com'), 'ada@example.com'],
  ])('is %s', (_name, author, expected) => {
    expect(identityOf(author, none)).toBe(expected);
  });

  test('follows the mailmap, then the aliases', () => {
    const mailmap = parseMailmap('Ada <ada@example.com> <root@ip-10-0-0-1>\n# <x@y> <z@y>\nBen <ben@example.com>\n');
    const aliases = { 'Ada@example.com': '7+ada@users.noreply.github.com', 'ben@home.example': 'Ben' };

    const keys = ['ROOT@ip-10-0-0-1', 'ben@home.example'].map((email) =>
      identityOf(person(email), { mailmap, aliases }),
    );

    expect(keys).toEqual(['id:7', 'login:ben']);
  });
});

describe('people', () => {
  test('are counted once over their addresses, bots not at all', () => {
    const commits = [
      [person('ada@example.com', { login: 'ada', id: 7 })],
      [person('7+ada@users.noreply.github.com')],
      [person('ADA@users.noreply.github.com')],
      [person('ben@example.com')],
      [{ name: 'renovate[bot]', email: 'bot@renovate.example' }],
    ];

    expect([...people(commits, none, [])]).toEqual(['id:7', 'ben@example.com']);
  });

  test('are co-authors only where they have an account', () => {
    const commits = [
      [
        person('ada@example.com'),
        person('ben@example.com', { login: 'ben', id: 8 }),
        person('noreply@anthropic.com'),
        person('root@ip-10-0-0-1'),
      ],
    ];

    expect([...people(commits, none, [])]).toEqual(['ada@example.com', 'id:8']);
  });
});
