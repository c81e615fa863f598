import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { parseInstant } from '../config/instant.js';
import { UsageError } from '../failure.js';
import { loadOptional } from '../optional-package.js';
import { acceptedText } from '../render/sandbox.js';
import { collectInSandbox } from '../sandbox/collect-once.js';
import { dotenvText } from '../sandbox/dotenv.js';
import { type RunningSandbox, startStandIns } from '../sandbox/start.js';
import { onInterruption } from '../signals.js';

export default class Sandbox extends BaseCommand {
  static override description =
    'Start local stand-ins of the sources and of Datadog, print how to reach them as one JSON document, and stay until stopped';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --env-file .env.sandbox',
    '<%= config.bin %> <%= command.id %> github datadog --at 2025-10-23T18:20:00Z',
    '<%= config.bin %> <%= command.id %> --once',
  ];
  static override strict = false;
  static override args = {
    service: Args.string({ description: 'SERVICE...; all when none is named', ignoreStdin: true }),
  };
  static override flags = {
    at: Flags.string({ description: 'their clock', helpValue: '2025-10-23T18:20:00Z' }),
    seed: Flags.integer({ description: 'what is made up is made up from this' }),
    history: Flags.string({ description: 'a history file, or a folder with a git repository', helpValue: 'FILE|REPO' }),
    'env-file': Flags.string({ description: 'also write the environment as dotenv lines', helpValue: 'FILE' }),
    once: Flags.boolean({ description: 'run collect --push against them, show what arrived, and stop' }),
  };

  async run() {
    const { argv, flags } = await this.parse(Sandbox);
    const at = flags.at === undefined ? undefined : parseInstant(flags.at);
    if (flags.at !== undefined && at === undefined)
      throw new UsageError(`--at ${flags.at} is no instant`, 'write it with its zone: --at 2025-10-23T18:20:00Z');
    const module = await loadOptional({
      name: '@metta-dd/sandbox',
      purpose: 'the sandbox',
      config: this.config,
      environment: this.environment,
      cwd: process.cwd(),
      say: (text) => this.say(text),
    });
    const sandbox = await startStandIns(module, {
      ...(argv.length > 0 && { services: argv.map(String) }),
      ...(at !== undefined && { at }),
      ...(flags.seed !== undefined && { seed: flags.seed }),
      ...(flags.history !== undefined && { history: flags.history }),
    });
    try {
      if (flags['env-file'] !== undefined) writeFileSync(flags['env-file'], dotenvText(sandbox.env), { mode: 0o600 });
      return flags.once ? await this.#once(sandbox) : await this.#stay(sandbox);
    } finally {
      await sandbox.close();
    }
  }

  async #stay({ services, env }: RunningSandbox): Promise<object> {
    const document = { services, env };
    this.showNow(document);
    const { signal, stop } = onInterruption(() => {});
    // Timers alone keep the process alive should the stand-ins not.
    const alive = setInterval(() => {}, 2 ** 30);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    clearInterval(alive);
    stop();
    return document;
  }

  async #once(sandbox: RunningSandbox): Promise<object> {
    const bin = join(this.config.root, 'bin', 'run.js');
    const json = this.jsonEnabled();
    const { output, exitCode, accepted } = await collectInSandbox(sandbox, {
      bin,
      environment: this.environment,
      json,
    });
    this.print(`${output}\n${acceptedText(accepted, sandbox.services.datadog?.url)}`);
    this.endWith(exitCode);
    return { collect: json ? JSON.parse(output) : undefined, accepted };
  }
}
