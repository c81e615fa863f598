import { randomUUID } from 'node:crypto';
import type { Redactor } from '@metta-dd/core/runtime';
import { Command, Flags, type Interfaces } from '@oclif/core';
import { type Environment, processEnvironment } from './config/environment.js';
import {
  type Envelope,
  type ErrorItem,
  envelopeMeta,
  envelopeText,
  lineText,
  type StreamLine,
  schemaName,
  type WarningItem,
} from './envelope.js';
import { EXIT } from './exit.js';
import { failureOf } from './failure.js';
import { itemText } from './render/problem.js';

type FlagOutput = Interfaces.OutputFlags<Interfaces.FlagInput>;
type ArgOutput = Interfaces.OutputArgs<Interfaces.ArgInput>;
type Input<F extends FlagOutput, B extends FlagOutput, A extends ArgOutput> = Interfaces.Input<F, B, A>;
type ParserOutput<F extends FlagOutput, B extends FlagOutput, A extends ArgOutput> = Interfaces.ParserOutput<F, B, A>;

/** What every command has: the envelope of `--json`, streams kept apart, exit codes, and hidden secrets. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    config: Flags.file({ description: 'configuration file', helpGroup: 'GLOBAL', helpValue: 'FILE' }),
    quiet: Flags.boolean({ char: 'q', description: 'say nothing but errors', helpGroup: 'GLOBAL' }),
    verbose: Flags.boolean({ char: 'v', description: 'tell more', helpGroup: 'GLOBAL', exclusive: ['quiet'] }),
    'no-color': Flags.boolean({ description: 'no color', helpGroup: 'GLOBAL' }),
    'log-level': Flags.option({
      description: 'the least that is logged',
      helpGroup: 'GLOBAL',
      options: ['debug', 'info', 'warn', 'error', 'silent'] as const,
    })(),
    'log-format': Flags.option({
      description: 'how it is logged',
      helpGroup: 'GLOBAL',
      options: ['text', 'json'] as const,
      default: 'text',
    })(),
  };

  protected readonly runId = randomUUID();
  protected readonly environment: Environment = processEnvironment();
  readonly #errors: ErrorItem[] = [];
  readonly #warnings: WarningItem[] = [];
  #redactor: Redactor | undefined;
  #quiet = false;
  #stacks = false;
  #exitCode: number = EXIT.ok;
  #printed = false;

  /** The result, shown under `--json`; for people each command prints by itself. */
  abstract override run(): Promise<object>;

  /** A value on stdout; silent under `--json`, which has the result instead. */
  protected print(text: string): void {
    if (!this.jsonEnabled() && text !== '') process.stdout.write(`${this.redact(text)}\n`);
  }

  /** The result at once, of a command that goes on; nothing more is printed at its end. */
  protected showNow(result: object): void {
    if (this.jsonEnabled()) this.#printEnvelope(this.#envelope(result));
    else process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  }

  /** Whether a document is one line, and the last one, of type `result`, the envelope: of a command that goes on. */
  protected get isLinewise(): boolean {
    return false;
  }

  /** One line of such a command under `--json`. */
  protected stream(line: StreamLine): void {
    if (this.jsonEnabled()) process.stdout.write(lineText(line, (text) => this.redact(text)));
  }

  /** A line on stderr, unless `--quiet`. */
  protected say(text: string): void {
    if (!this.#quiet) process.stderr.write(`${this.redact(text)}\n`);
  }

  /** An error for people, of a command that goes on; `endWith` has it for programs. */
  protected complain(item: ErrorItem): void {
    process.stderr.write(`${this.redact(itemText(item, 'error'))}\n`);
  }

  /** A warning for people and for programs. */
  protected caution(item: WarningItem): void {
    this.#warnings.push(item);
    this.say(itemText(item, 'warning'));
  }

  /** A warning that stands in the envelope and was told already. */
  protected note(item: WarningItem): void {
    this.#warnings.push(item);
  }

  /** What a process that is ended from outside its thread prints. */
  protected lastWords(result: object, errors: readonly ErrorItem[], text: string): { stdout: string; stderr: string } {
    const stopped: ErrorItem = { code: 'DEADLINE', message: 'the run did not end in time and was stopped' };
    const envelope = { ...this.#envelope(result), ok: false, errors: [stopped, ...errors] };
    const redact = (plain: string) => this.redact(plain);
    const stdout = this.jsonEnabled() ? this.#textOf(envelope) : `${redact(text)}\n`;
    return { stdout, stderr: `${itemText(stopped, 'error')}\n` };
  }

  /** Ends with this code, and the result all the same; the errors stand in the envelope. */
  protected endWith(exitCode: number, errors: readonly ErrorItem[] = []): void {
    this.#exitCode = exitCode;
    this.#errors.push(...errors);
  }

  /** Hides what is protected by now. */
  protected redact(text: string): string {
    return this.#redactor?.redact(text) ?? text;
  }

  /** Loaded on first use: a command that meets no secret does not pay for it. */
  protected async redactor(): Promise<Redactor> {
    const { Redactor } = await import('@metta-dd/core/runtime');
    this.#redactor ??= new Redactor();
    return this.#redactor;
  }

  protected override async parse<F extends FlagOutput, B extends FlagOutput, A extends ArgOutput>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv);
    const flags: object = parsed.flags;
    this.#quiet = 'quiet' in flags && flags.quiet === true;
    this.#stacks = 'log-level' in flags && flags['log-level'] === 'debug';
    return parsed;
  }

  protected override async _run<T>(): Promise<T> {
    // A collector or npm that talks must not end up in the data.
    const { log, info, debug } = console;
    Object.assign(console, { log: console.error, info: console.error, debug: console.error });
    const crashed = (error: unknown) => {
      this.#reportFailure(error);
      process.exit();
    };
    process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
    try {
      return await super._run<T>();
    } finally {
      process.off('uncaughtException', crashed).off('unhandledRejection', crashed);
      Object.assign(console, { log, info, debug });
    }
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    if (error === undefined && this.#exitCode !== EXIT.ok) process.exitCode = this.#exitCode;
  }

  protected override async catch(error: unknown): Promise<void> {
    this.#reportFailure(error);
  }

  protected override toSuccessJson(result: unknown): Envelope {
    return this.#envelope(result);
  }

  protected override logJson(json: unknown): void {
    if (isEnvelope(json)) this.#printEnvelope(json);
  }

  #reportFailure(error: unknown): void {
    const { exitCode, errors } = failureOf(error, this.#help(), [
      'json',
      ...Object.keys({ ...this.ctor.flags, ...this.ctor.baseFlags }),
    ]);
    for (const item of errors) this.complain(item);
    if (this.#stacks && error instanceof Error) process.stderr.write(`${this.redact(error.stack ?? '')}\n`);
    this.endWith(exitCode, errors);
    process.exitCode = exitCode;
    if (errors.length > 0 && this.jsonEnabled()) this.#printEnvelope(this.#envelope(undefined));
  }

  #envelope(result: unknown): Envelope {
    return {
      schema: schemaName(this.ctor.id),
      ok: this.#exitCode === EXIT.ok,
      result,
      warnings: this.#warnings,
      errors: this.#errors,
      meta: envelopeMeta(this.runId, this.config.version),
    };
  }

  // One document, also where something breaks after it was printed.
  #printEnvelope(envelope: Envelope): void {
    if (this.#printed) return;
    this.#printed = true;
    process.stdout.write(this.#textOf(envelope));
  }

  #textOf(envelope: Envelope): string {
    const redact = (text: string) => this.redact(text);
    return this.isLinewise ? lineText({ type: 'result', ...envelope }, redact) : envelopeText(envelope, redact);
  }

  #help(): string {
    return `${this.config.bin} ${this.ctor.id.replaceAll(':', ' ')} --help`;
  }
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && 'schema' in value && 'ok' in value;
}
