import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, createClock } from './clock.js';
import { answerControl, CONTROL_PREFIX, type ControlRoutes, controlRoutes } from './control.js';
import type { Answer, Context, Request } from './exchange.js';
import type { FaultRule } from './fault-rule.js';
import { applyFault, FaultScript, needsRealAnswer } from './faults.js';
import { createRequest, RefusedRequest, readBody, requestUrl } from './read-request.js';
import { describeRequest, RequestLog } from './request-log.js';
import type { StandIn, StandInOptions } from './stand-in.js';
import { verifyTraffic } from './verdict.js';
import { bytesToSend, encodeAnswer, writeAnswer } from './write-answer.js';

const LOOPBACK = '127.0.0.1';
const GRACE_MS = 1_000;

interface Outcome {
  readonly answer: Answer;
  readonly unexpected?: boolean;
  readonly error?: string;
}

/** The HTTP side of a stand-in. */
export class StandInServer implements StandIn {
  readonly clock: Clock;
  readonly faults = new FaultScript();
  readonly #log = new RequestLog();
  readonly #options: StandInOptions;
  readonly #control: ControlRoutes;
  readonly #http: Server;
  readonly #live = new Set<AbortController>();
  #url = '';
  #closed: Promise<void> | undefined;

  constructor(options: StandInOptions) {
    this.#options = options;
    this.clock = createClock(options.now);
    this.#control = { ...controlRoutes(this.#log, this.faults, this.clock), ...options.control };
    const requestTimeout = options.requestTimeoutMs ?? 60_000;
    this.#http = createServer(
      { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval: Math.min(requestTimeout, 30_000) },
      (incoming, outgoing) => void this.#serve(incoming, outgoing),
    );
    this.#http.on('clientError', (error, socket) => this.#refuseConnection(error, socket));
  }

  get url(): string {
    return this.#url;
  }

  get requests() {
    return this.#log.requests;
  }

  get unexpected() {
    return this.#log.unexpected;
  }

  listen(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#http.once('error', (cause) => {
      reject(new Error(`cannot listen on ${LOOPBACK}:${port}: ${cause.message}`, { cause }));
    });
    this.#http.listen(port, LOOPBACK, () => {
      const address = this.#http.address();
      this.#url = `http://${LOOPBACK}:${typeof address === 'object' ? address?.port : port}`;
      resolve();
    });
    return promise;
  }

  reset(): void {
    this.#log.clear();
    this.faults.clear();
  }

  verify(): void {
    verifyTraffic(this.#url, this.unexpected, this.faults.unused(), this.#log.failed);
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#http.close(() => resolve());
    for (const live of this.#live) live.abort();
    await Promise.race([closed, wait(GRACE_MS, undefined, { ref: false })]);
    this.#http.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const startMs = performance.now();
    const live = new AbortController();
    this.#live.add(live);
    outgoing.once('close', () => {
      this.#live.delete(live);
      live.abort();
    });
    try {
      await this.#exchange(incoming, outgoing, startMs, live.signal);
    } catch {
      // The client is gone, the stand-in closes, or the answer cannot be sent as HTTP, which the log says.
      outgoing.destroy();
    }
  }

  async #exchange(incoming: IncomingMessage, outgoing: ServerResponse, startMs: number, signal: AbortSignal) {
    const { request, refused } = await this.#read(incoming, signal);
    if (refused !== undefined) {
      const encoded = encodeAnswer(this.#refusal(refused.status, refused.message), this.clock.now());
      const asked = { ...describeRequest(request), startMs, fault: false, unexpected: false };
      this.#log.add({ ...asked, status: encoded.status, bytes: encoded.body.length, endMs: performance.now() });
      writeAnswer(outgoing, encoded, undefined);
      return;
    }
    const context = { now: this.clock.now(), signal };
    if (request.url.pathname.startsWith(CONTROL_PREFIX)) {
      const { answer } = await this.#guarded(async () => ({
        answer: await answerControl(this.#control, request, context),
      }));
      this.#send(outgoing, answer);
      return;
    }
    const rule = this.faults.take(request);
    const known = { ...describeRequest(request), startMs, fault: rule !== undefined };
    try {
      const { answer, unexpected = false, error } = await this.#outcome(request, rule, context);
      const encoded = encodeAnswer(answer, this.clock.now(), rule?.cut);
      const unanswered = outgoing.destroyed || (rule?.reset && rule.truncate === undefined);
      const answered = unanswered ? {} : { status: encoded.status };
      const bytes = bytesToSend(encoded, rule, request.method);
      const failed = error === undefined ? {} : { error };
      this.#log.add({ ...known, ...answered, bytes, endMs: performance.now(), unexpected, ...failed });
      if (!this.#http.listening) outgoing.setHeader('connection', 'close');
      writeAnswer(outgoing, encoded, rule);
    } catch (error) {
      const failed = signal.aborted ? {} : { error: error instanceof Error ? error.message : String(error) };
      this.#log.add({ ...known, bytes: 0, endMs: performance.now(), unexpected: false, ...failed });
      throw error;
    }
  }

  async #read(incoming: IncomingMessage, signal: AbortSignal): Promise<{ request: Request; refused?: RefusedRequest }> {
    const stop = () => incoming.destroy();
    signal.addEventListener('abort', stop);
    let url = new URL(this.#url);
    try {
      url = requestUrl(incoming, this.#url);
      const body = await readBody(incoming, this.#options.maxBodyBytes ?? 64 * 1024 * 1024);
      return { request: createRequest(incoming, url, body) };
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      return { request: createRequest(incoming, url, Buffer.alloc(0)), refused: error };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #outcome(request: Request, rule: FaultRule | undefined, context: Context): Promise<Outcome> {
    const delayMs = (this.#options.latencyMs ?? 0) + (rule?.delayMs ?? 0);
    if (delayMs > 0) await wait(delayMs, undefined, { signal: context.signal });
    if (rule === undefined) return this.#real(request, context);
    if (!needsRealAnswer(rule)) return { answer: applyFault(rule, undefined) };
    const real = await this.#real(request, context);
    return { ...real, answer: applyFault(rule, real.answer) };
  }

  #real(request: Request, context: Context): Promise<Outcome> {
    return this.#guarded(async () => {
      const answer = await this.#options.handler(request, context);
      if (answer !== undefined) return { answer };
      const notFound = this.#options.notFound ?? (() => ({ status: 404, body: { message: 'Not Found' } }));
      return { answer: notFound(request), unexpected: true };
    }, context.signal);
  }

  async #guarded(act: () => Promise<Outcome>, signal?: AbortSignal): Promise<Outcome> {
    try {
      return await act();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RefusedRequest) return { answer: this.#refusal(error.status, error.message) };
      const reason = error instanceof Error ? error.message : String(error);
      return { answer: this.#refusal(500, `the stand-in failed: ${reason}`), error: reason };
    }
  }

  #refusal(status: number, reason: string): Answer {
    return this.#options.refusal?.(status, reason) ?? { status, body: { message: reason } };
  }

  #send(outgoing: ServerResponse, answer: Answer): void {
    writeAnswer(outgoing, encodeAnswer(answer, this.clock.now()), undefined);
  }

  /** Answers what Node's parser gave up on, for which there is no request and no response object. */
  #refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const [status, reason] =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? [408, 'Request Timeout'] : [400, 'Bad Request'];
    const { headers, body } = encodeAnswer(this.#refusal(status, reason), this.clock.now());
    const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body.toString()}`);
  }
}
