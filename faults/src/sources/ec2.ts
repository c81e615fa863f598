import ec2Collector from '@metta-dd/collector-ec2';
import { startStandIn } from '@metta-dd/local-datadog';
import { awsHandler, generateAwsWorld } from '@metta-dd/sandbox';
import type { Paging, Source } from '../source.js';
import type { Answered, Asked } from '../wire/exchange.js';
import { itemsIn, withItems, withToken } from '../wire/xml-page.js';

const AT = new Date('2025-10-23T18:36:00Z');
const ACCOUNT = '751442549699';
const KEY = 'AKIATESTTESTTESTTEST';
const INSTANCES = 12;
const EMPTY = '.empty';
const LIST = 'reservationSet';
const LIVING = new Set(['pending', 'running', 'stopping', 'stopped']);

/** EC2 pages by a token in XML; the instances are watched. The waits of the SDK are its own, and shortened by few attempts. */
export const ec2: Source = {
  id: 'ec2',
  manifest: ec2Collector,
  paging,
  tenfold: [1, 10],
  refusal,
  async open(size) {
    const world = generateAwsWorld({ at: AT, seed: 1, accounts: { [ACCOUNT]: { 'us-east-1': INSTANCES * size } } });
    const instances = world.accounts.flatMap(({ regions }) => regions.flatMap((region) => region.instances));
    const handler = awsHandler(world, { keys: { [KEY]: ACCOUNT }, pageSize: 5 * size });
    const standIn = await startStandIn({ handler, now: AT });
    return {
      standIn,
      startedAt: AT,
      secrets: { accessKeyId: KEY, secretAccessKey: 'secret-of-nobody' },
      population: { metric: 'ec2.instances.total', value: instances.filter(({ state }) => LIVING.has(state)).length },
      config: (url) => ({ endpoint: url, region: 'us-east-1', maxAttempts: 3 }),
    };
  },
};

const CODES: Readonly<Record<number, string>> = {
  401: 'AuthFailure',
  403: 'UnauthorizedOperation',
  404: 'InvalidAction',
  429: 'RequestLimitExceeded',
};

function refusal(status: number): Answered {
  const code = CODES[status] ?? 'InternalError';
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>scripted</Message></Error></Errors><RequestID>0</RequestID></Response>`;
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: Buffer.from(xml) };
}

function paging(): Paging {
  return {
    placeOf(asked) {
      const form = new URLSearchParams(asked.body);
      if (form.get('Action') !== 'DescribeInstances') return undefined;
      return { listing: 'instances', page: form.has('NextToken') ? 2 : 1 };
    },
    required: ['instanceId', 'instanceType', 'instanceState'],
    nulled(page, field) {
      const [first = '', ...others] = itemsIn(page.body.toString(), LIST);
      // XML has no null: an element that is absent is what the SDK reads as nothing.
      const without = first.replace(new RegExp(`<${field}>[\\s\\S]*?</${field}>`), '');
      if (without === first) throw new Error(`there is no ${field}`);
      return withItems(page, LIST, [without, ...others]);
    },
    repeated(page, before) {
      const last = itemsIn(before.body.toString(), LIST).slice(-1);
      return withItems(page, LIST, [...last, ...itemsIn(page.body.toString(), LIST)]);
    },
    links: {
      emptied: (page, asked) => withToken(withItems(page, LIST, []), `${tokenIn(asked)}${EMPTY}`),
      behindEmpty: (asked) =>
        asked.body.includes(EMPTY) ? { ...asked, body: asked.body.replace(EMPTY, '') } : undefined,
      looped: (page, asked) => withToken(page, tokenIn(asked)),
    },
  };
}

const tokenIn = ({ body }: Asked) => new URLSearchParams(body).get('NextToken') ?? '';
