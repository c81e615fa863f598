import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorsIn } from './answer-errors.js';

const JSON_TYPE = 'application/json';

describe('reasons', () => {
  test.each([
    ['{"errors": ["Forbidden"]}', ['Forbidden']],
    [
      '{"errors": [{"title": "Not Found", "detail": "no such metric", "status": "404"}]}',
      ['Not Found: no such metric'],
    ],
    ['{"errors": [{"detail": "too long"}, {"message": "too short"}]}', ['too long', 'too short']],
    ['{"errors": "Rate limited"}', ['Rate limited']],
    ['{"error": {"message": "no"}}', ['no']],
    ['{"message": "Unauthorized"}', ['Unauthorized']],
  ])('of %s are found', (body, errors) => {
    expect(errorsIn(body, JSON_TYPE)).toEqual({ errors, isDatadog: true });
  });

  test.each([
    ['<html>Forbidden by proxy</html>', 'text/html; charset=utf-8', ['with text/html instead of JSON']],
    ['', 'text/plain', ['without a reason']],
    ['{}', JSON_TYPE, ['without a reason']],
    ['Forbidden', '', ['with no content type instead of JSON']],
  ])('of %j are not made up', (body, type, errors) => {
    expect(errorsIn(body, type)).toEqual({ errors, isDatadog: false });
  });
});

// Recorded by Datadog's own client, which keeps them in its repository.
const recorded = new URL('../../../../shared/data/datadog-recorded/errors.json', import.meta.url);

test.skipIf(!existsSync(recorded))('every recorded error answer gives its reasons', () => {
  const answers: { readonly returned: { readonly errors: readonly string[] } }[] = JSON.parse(
    readFileSync(recorded, 'utf8'),
  );

  const read = answers.map(({ returned }) => errorsIn(JSON.stringify(returned), JSON_TYPE));

  expect(read.length).toBeGreaterThan(30);
  expect(read).toEqual(answers.map(({ returned: { errors } }) => ({ errors, isDatadog: true })));
});
