import { expect, test } from 'vitest';
import { SecretError } from './failure.js';
import { type Stored, secretText } from './value.js';

/** The text with the warnings, or what a failure says. */
function read(stored: Stored, key?: string) {
  const warnings: string[] = [];
  try {
    const value = secretText(stored, { id: 'app/keys', ...(key !== undefined && { key }) }, (text) => {
      warnings.push(text);
    });
    return { value, warnings };
  } catch (error) {
    if (error instanceof SecretError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

test('a newline at the end is cut off and told', () => {
  expect([read('planted\n'), read('{"api": "planted\\r\\n"}', 'api')]).toEqual([
    { value: 'planted', warnings: ['the secret app/keys ends in a newline, which was cut off: store it without'] },
    {
      value: 'planted',
      warnings: ['api of the secret app/keys ends in a newline, which was cut off: store it without'],
    },
  ]);
});

test('a document of several lines may end in a newline', () => {
  expect(read('-----BEGIN\nplanted\n-----END\n')).toEqual({ value: '-----BEGIN\nplanted\n-----END', warnings: [] });
});

test.each(['', '\n', '  \r\n'])('an empty secret is an error: %j', (stored) => {
  expect(read(stored)).toBe('SECRET_UNUSABLE: cannot use the secret app/keys: it is empty');
});

test('bytes are read as UTF-8, and refused where they are none', () => {
  expect([read(Buffer.from('grün')), read(Uint8Array.of(0xff, 0xfe))]).toEqual([
    { value: 'grün', warnings: [] },
    'SECRET_UNUSABLE: cannot read the secret app/keys: it is binary',
  ]);
});

test('a key that is not there, a level that is no object and an inherited name are told by name', () => {
  const none = (key: string) => `SECRET_KEY_NOT_FOUND: cannot read ${key} of the secret app/keys: it has no such key`;

  expect(['b', 'a.b', 'constructor'].map((key) => read('{"a": "planted"}', key))).toEqual([
    none('b'),
    none('a.b'),
    none('constructor'),
  ]);
});

test('what is no text is refused, and no message quotes a secret', () => {
  expect([read('{"a": {"planted": 1}}', 'a'), read('{"a": null}', 'a'), read('planted', 'a')]).toEqual([
    'SECRET_UNUSABLE: cannot read a of the secret app/keys: it is no text and no number',
    'SECRET_UNUSABLE: cannot read a of the secret app/keys: it is no text and no number',
    'SECRET_UNUSABLE: cannot read a of the secret app/keys: the secret is not JSON',
  ]);
});
