import type { Clock } from './clock.js';
import type { Answer, Handler, Request } from './exchange.js';
import { parseFaultRule } from './fault-rule.js';
import type { Faults } from './faults.js';
import { isRecord } from './json.js';
import { RefusedRequest } from './read-request.js';
import type { RequestLog } from './request-log.js';

/** The path under which a stand-in is asked about itself; never logged, never faulted. */
export const CONTROL_PREFIX = '/__sandbox/';

/** Routes by name; each gets every method of its route. */
export type ControlRoutes = Readonly<Record<string, Handler>>;

/** The control routes every stand-in has. */
export function controlRoutes(log: RequestLog, faults: Faults, clock: Clock): ControlRoutes {
  return {
    requests: byMethod({
      GET: () => ({ status: 200, body: log.requests }),
      DELETE: () => {
        log.clear();
        return { status: 204 };
      },
    }),
    faults: byMethod({
      GET: () => ({ status: 200, body: faults.list() }),
      POST: (request) => {
        for (const rule of rulesOf(request)) faults.add(rule);
        return { status: 201, body: faults.list() };
      },
      DELETE: () => {
        faults.clear();
        return { status: 204 };
      },
    }),
    clock: byMethod({
      GET: () => ({ status: 200, body: { at: clock.now().toISOString() } }),
      POST: (request) => {
        clock.set(timeOf(request));
        return { status: 200, body: { at: clock.now().toISOString() } };
      },
    }),
  };
}

/** Answers a control request; throws a RefusedRequest that names the routes there are. */
export async function answerControl(
  routes: ControlRoutes,
  request: Request,
  context: Parameters<Handler>[1],
): Promise<Answer> {
  const name = request.url.pathname.slice(CONTROL_PREFIX.length);
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  const answer = await route?.(request, context);
  if (answer !== undefined) return answer;
  const known = Object.keys(routes).map((route) => CONTROL_PREFIX + route);
  throw new RefusedRequest(404, `no control route ${request.method} ${CONTROL_PREFIX}${name} (${known.join(', ')})`);
}

/** One handler out of one for each method. */
export function byMethod(handlers: Readonly<Record<string, (request: Request) => Answer>>): Handler {
  return (request) => {
    const handler = Object.hasOwn(handlers, request.method) ? handlers[request.method] : undefined;
    if (handler !== undefined) return handler(request);
    throw new RefusedRequest(405, `${request.url.pathname} takes ${Object.keys(handlers).join(', ')}`);
  };
}

function rulesOf(request: Request) {
  const body = request.json();
  const rules = Array.isArray(body) ? body : [body];
  try {
    return rules.map((rule) => parseFaultRule(rule));
  } catch (cause) {
    throw new RefusedRequest(400, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function timeOf(request: Request): Date {
  const body = request.json();
  const at = isRecord(body) && typeof body.at === 'string' ? new Date(body.at) : undefined;
  if (at !== undefined && !Number.isNaN(at.getTime())) return at;
  throw new RefusedRequest(400, 'cannot set the clock: the body is not {"at": "<ISO 8601 time>"}');
}
