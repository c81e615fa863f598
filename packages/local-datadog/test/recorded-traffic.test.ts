import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { isRecord } from '../src/stand-in/json.js';
import { datadogs, submit } from './submission.js';

const { start, close } = datadogs();

afterEach(close);

describe('recorded traffic', () => {
  const recordings = new URL('../../../../shared/data/datadog-recorded/', import.meta.url);

  function recorded(file: string, path: RegExp): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
    const exchanges: unknown = JSON.parse(readFileSync(new URL(file, recordings), 'utf8'));
    if (!Array.isArray(exchanges)) throw new Error(`${file} is no list`);
    return exchanges
      .filter(isRecord)
      .filter(({ path: at }) => typeof at === 'string' && path.test(at))
      .map((exchange) => [String(exchange.case), exchange] as const);
  }

  describe.skipIf(!existsSync(recordings))('of the official client', () => {
    const submissions = existsSync(recordings) ? recorded('metrics.json', /^\/api\/v[12]\/series$/) : [];

    test.each(submissions)('%s is answered as Datadog did', async (_name, { path, sent, status, returned }) => {
      const [, time] = /"(?:points":\[\[|timestamp":)(\d+)/.exec(JSON.stringify(sent)) ?? [];
      const datadog = await start({ at: new Date(Number(time) * 1_000) });

      const answer = await submit(datadog, String(path), JSON.stringify(sent));

      expect(answer).toEqual({ status, body: returned });
      expect(datadog.points()).toHaveLength(1);
      expect(datadog.dropped()).toEqual([]);
    });

    test('there is traffic of both versions', () => {
      expect(new Set(submissions.map(([, { path }]) => path))).toEqual(new Set(['/api/v1/series', '/api/v2/series']));
    });

    test('a validation without a key is answered as Datadog did', async () => {
      const [[, exchange] = []] = recorded('errors.json', /^\/api\/v1\/validate$/);
      const datadog = await start();

      const answer = await fetch(`${datadog.url}/api/v1/validate`);

      expect({ status: answer.status, returned: await answer.json() }).toEqual({
        status: exchange?.status,
        returned: exchange?.returned,
      });
    });
  });
});
