import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redactor } from './redaction.js';

const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

function redactor(...secrets: readonly string[]): Redactor {
  const result = new Redactor();
  for (const secret of secrets) result.protect(secret);
  return result;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('one secret', () => {
  test.each([
    ['as it is', `Bearer ${TOKEN}.`, 'Bearer [redacted].'],
    ['twice', `${TOKEN} ${TOKEN}`, '[redacted] [redacted]'],
    ['its first eight characters', `token ${TOKEN.slice(0, 8)}… refused`, 'token [redacted]… refused'],
    ['its last twelve characters', `token …${TOKEN.slice(-12)}`, 'token …[redacted]'],
    ['in base64', `x ${base64(TOKEN)} y`, 'x [redacted]== y'],
    ['in hexadecimal', `x ${Buffer.from(TOKEN).toString('hex')} y`, 'x [redacted] y'],
  ])('is hidden %s', (_, text, expected) => {
    const shown = redactor(TOKEN).redact(text);

    expect(shown).toEqual(expected);
  });

  test.each(['a:', 'ab:', 'abc:', 'api:', ''])('is hidden in base64 behind the user name %j', (user) => {
    const encoded = base64(`${user}${TOKEN}`);

    const shown = redactor(TOKEN).redact(`Basic ${encoded}`);

    expect(fragmentsOf(encoded.slice(8, -4), shown)).toEqual([]);
  });

  test('is hidden with escapes, in a URL and in JSON within JSON', () => {
    const secret = 'p"a\\ss&w<rd/+ =ü';
    const encoded = [
      JSON.stringify({ secret }),
      JSON.stringify(JSON.stringify({ secret })),
      new URLSearchParams({ secret }).toString(),
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
    ];

    const shown = encoded.map((text) => redactor(secret).redact(text));

    expect(shown).toEqual([
      '{"secret":"[redacted]"}',
      '"{\\"secret\\":\\"[redacted]\\"}"',
      'secret=[redacted]',
      '[redacted]',
      '[redacted]',
    ]);
  });

  test('that ends in a newline is hidden without it, too', () => {
    const shown = redactor(`${TOKEN}\n`).redact(`${TOKEN} ${base64(`${TOKEN}\n`)}`);

    expect(shown).toEqual('[redacted] [redacted]=');
  });

  test('that is blank hides nothing', () => {
    expect(redactor('', ' \n').redact('a b\n c')).toEqual('a b\n c');
  });

  test('of two to three characters is hidden as a word only', () => {
    expect(redactor('abc').redact('abc=abc, abcd, "abc"')).toEqual('[redacted]=[redacted], abcd, "[redacted]"');
  });

  test('of four to seven characters is hidden wherever it stands, also encoded', () => {
    const shown = redactor('s3cret').redact(`my-s3cret-1 ${base64('s3cret')} s3cre`);

    expect(shown).toEqual('my-[redacted]-1 [redacted] s3cre');
  });

  test('of one character repeated hides the whole and spares shorter rows of it', () => {
    expect(redactor('0000000000').redact('0000000000 00000000')).toEqual('[redacted] 00000000');
  });

  test.each(['ab\\ncd', 'ab\ncd\nef', '[1,22]', '{"pin":1}', '{not json'])(
    'that only looks like a document is hidden: %j',
    (secret) => {
      expect(redactor(secret).redact(`<${secret}> ${JSON.stringify(secret)}`)).toEqual('<[redacted]> "[redacted]"');
    },
  );

  test('of few characters may hold any sign that patterns use', () => {
    expect(redactor('a.*(', '[x]').redact('a.*( abc( [x] x')).toEqual('[redacted] abc( [redacted] x');
  });

  test('that the replacement itself contains does not make it grow', () => {
    const hidden = redactor('redacted', 'xyz-redacted-1234');

    const shown = hidden.redact(hidden.redact('key xyz-redacted-1234'));

    expect(shown).toEqual('key [redacted]');
  });
});

describe('a document', () => {
  const pem = [
    '-----BEGIN PRIVATE KEY-----',
    `MIIEvQIBADANBgkq${TOKEN}`,
    'hkiG9w0BAQEFAASC',
    '-----END PRIVATE KEY-----',
  ];

  test('in PEM is hidden line by line, and its armor stays', () => {
    const shown = redactor(`${pem.join('\n')}\n`).redact(`${pem.join('\r\n')} ${JSON.stringify(pem[2])}`);

    expect(shown).toEqual(
      '-----BEGIN PRIVATE KEY-----\r\n[redacted]\r\n[redacted]\r\n-----END PRIVATE KEY----- "[redacted]"',
    );
  });

  test('in PEM is hidden in base64 and with its line ends escaped', () => {
    const hidden = redactor(pem.join('\n'));

    const shown = [base64(`${pem.join('\n')}\n`), pem.join('\\n')].map((text) => hidden.redact(text));

    expect(shown).toEqual([
      '[redacted]=',
      '-----BEGIN PRIVATE KEY-----\\n[redacted]\\n[redacted]\\n-----END PRIVATE KEY-----',
    ]);
  });

  test('in JSON is known by its values, not by its keys', () => {
    const hidden = redactor(JSON.stringify({ type: 'service', api_key: TOKEN }, undefined, 2));

    const shown = hidden.redact(`{"type": "gauge", "api_key": "${TOKEN}"}`);

    expect(shown).toEqual('{"type": "gauge", "api_key": "[redacted]"}');
  });
});

describe('any secret', () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+/=%&" '.split('');
  const secrets = fc
    .string({ unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 80 })
    .map((text) => text.trim())
    .filter((text) => [...runsOf(text)].length > 0 && [...runsOf(text)].every((run) => new Set(run).size >= 4));

  test('leaves no run of eight characters, whole, cut or encoded', () => {
    fc.assert(
      fc.property(secrets, fc.string(), fc.nat(30), fc.string({ maxLength: 6 }), (secret, around, cut, user) => {
        const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('hex')];
        const parts = [secret.slice(cut % (secret.length - 7)), base64(`${user}:${secret}`), base64(secret)];

        const shown = redactor(secret).redact([...forms, ...parts].join(around));

        expect(fragmentsOf(secret, shown)).toEqual([]);
        for (const form of [base64(secret), Buffer.from(secret).toString('hex')])
          expect(fragmentsOf(form.slice(0, -4), shown)).toEqual([]);
      }),
    );
  });

  test('leaves text without a part of it as it was', () => {
    fc.assert(
      fc.property(secrets, fc.string({ maxLength: 7 }), (secret, text) => {
        expect(redactor(secret).redact(text)).toEqual(text);
      }),
    );
  });
});

function* runsOf(text: string): Generator<string> {
  for (let at = 0; at + 8 <= text.length; at++) yield text.slice(at, at + 8);
}

function fragmentsOf(secret: string, shown: string): string[] {
  return [...runsOf(secret)].filter((run) => shown.includes(run) && new Set(run).size >= 4);
}
