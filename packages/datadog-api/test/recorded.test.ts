import { existsSync, readFileSync } from 'node:fs';
import { startStandIn } from '@metta-dd/local-datadog';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDatadogApi } from '../src/index.js';
import { API_KEY, APP_KEY, NOW } from './local.js';

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly returned: { readonly data: unknown } | null;
}

// Recorded by Datadog's own client, which keeps them in its repository.
const file = new URL('../../../../shared/data/datadog-recorded/metrics.json', import.meta.url);
const recorded: readonly Recorded[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];

/** An API that is answered as it was recorded. */
async function replaying(select: (url: URL) => Recorded | undefined) {
  const standIn = await startStandIn({
    now: new Date(NOW * 1_000),
    handler: ({ url }) => {
      const answer = select(url);
      return answer && { status: answer.status, body: answer.returned ?? '' };
    },
  });
  onTestFinished(() => standIn.close());
  return createDatadogApi({ url: standIn.url, apiKey: API_KEY, appKey: APP_KEY }).metrics;
}

describe.skipIf(recorded.length === 0)('recorded answers', () => {
  test('the pages of a list are followed to their end', async () => {
    const pages = recorded.filter(({ path }) => path.startsWith('/api/v2/metrics?page'));
    const cursorOf = ({ path }: Recorded) => new URL(path, 'http://x').searchParams.get('page[cursor]');
    const metrics = await replaying(({ searchParams }) =>
      pages.find((page) => cursorOf(page) === searchParams.get('page[cursor]')),
    );

    expect(await metrics.active()).toEqual([
      'datadog.estimated_usage.events.ingested_events',
      'datadog.estimated_usage.synthetics.api_test_runs',
      'datadog.event.tracking.indexation.audit.events',
    ]);
  });

  test('a tag configuration is read', async () => {
    const path = /^\/api\/v2\/metrics\/([^/]+)\/tags$/;
    const answer = recorded.find((one) => one.method === 'GET' && path.test(one.path));
    const [, name = ''] = path.exec(answer?.path ?? '') ?? [];
    const metrics = await replaying(() => answer);

    expect(await metrics.tagConfiguration(name)).toEqual({
      metricType: 'gauge',
      tags: [name, 'app', 'datacenter'],
      excludes: false,
      includePercentiles: false,
    });
  });
});
