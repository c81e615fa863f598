import type { Clock } from './clock.js';
import type { ControlRoutes } from './control.js';
import type { Answer, Handler, Request } from './exchange.js';
import type { Faults } from './faults.js';
import type { RecordedRequest } from './request-log.js';
import { StandInServer } from './server.js';

/** How a stand-in is made. */
export interface StandInOptions {
  readonly handler: Handler;
  /** Where the clock stands, or the clock to follow. */
  readonly now: Date | (() => Date);
  /** The port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** The answer to a request that no route knows; the default is 404 with `{"message": "Not Found"}`. */
  readonly notFound?: (request: Request) => Answer;
  /** The answer to what never reaches a handler (400, 408, 413) or breaks it (500); the default is `{"message": reason}`. */
  readonly refusal?: (status: number, reason: string) => Answer;
  /** Control routes of its own, by the name after `/__sandbox/`. */
  readonly control?: ControlRoutes;
  /** Milliseconds every request waits before it is handled. */
  readonly latencyMs?: number;
  /** Milliseconds a client may take to send a request before 408; the default is 60,000. */
  readonly requestTimeoutMs?: number;
  /** Largest body that is read; the default is 64 MiB. */
  readonly maxBodyBytes?: number;
}

/** A running stand-in on 127.0.0.1. */
export interface StandIn {
  /** Without a trailing slash. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests that no route knew. */
  readonly unexpected: readonly RecordedRequest[];
  readonly faults: Faults;
  readonly clock: Clock;
  /** Forgets the requests and the fault rules. */
  reset(): void;
  /** Throws when a request was unexpected, a fault rule unused, or the stand-in itself failed. */
  verify(): void;
  /** Stops listening, lets answers finish, cuts waiting requests off. */
  close(): Promise<void>;
}

/** Starts a stand-in: an HTTP server with a clock, a request log, scripted faults and control routes. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const server = new StandInServer(options);
  await server.listen(options.port ?? 0);
  return server;
}
