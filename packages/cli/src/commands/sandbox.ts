import { once } from 'node:events';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { installed } from '../installed.js';
import { loadOptional } from '../optional-package.js';
import { acceptedText } from '../render/sandbox.js';
import { collectInSandbox } from '../sandbox/collect-once.js';
import { writeDotenv } from '../sandbox/dotenv.js';
import { sandboxOptions } from '../sandbox/request.js';
import { type RunningSandbox, startStandIns } from '../sandbox/start.js';
import { onInterruption } from '../signals.js';

export default class Sandbox extends BaseCommand {
  static override description =
    'Start local stand-ins of the sources and of Datadog, print how to reach them as one JSON document, and stay until stopped';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -e .env.sandbox',
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
    'env-file': Flags.string({
      char: 'e',
      description: 'also write the environment as dotenv lines',
      helpValue: 'FILE',
    }),
    once: Flags.boolean({ description: 'run collect --push against them, show what arrived, and stop' }),
  };

  async run() {
    const { argv, flags } = await this.parse(Sandbox);
    const options = sandboxOptions(argv.map(String), flags);
    const module = await loadOptional({
      name: '@metta-dd/sandbox',
      purpose: 'the sandbox',
      config: this.config,
      environment: this.environment,
      cwd: process.cwd(),
      say: (text) => this.say(text),
    });
    // From here on, so that whoever is stopped while starting cleans up as well.
    const { signal, stop } = onInterruption(() => {});
    const sandbox = await startStandIns(module, { ...options, ...this.#runnable() });
    try {
      if (flags['env-file'] !== undefined) writeDotenv(flags['env-file'], sandbox.env);
      return flags.once ? await this.#once(sandbox, signal) : await this.#stay(sandbox, signal);
    } finally {
      stop();
      await sandbox.close();
    }
  }

  /** What is not installed cannot be collected; where nothing is, the configuration shows everything there could be. */
  #runnable(): { readonly collectors?: readonly string[] } {
    const { collectors } = installed(this.config, process.cwd());
    const ids = collectors.filter(({ problem }) => problem === undefined).map(({ id }) => id);
    return ids.length === 0 ? {} : { collectors: ids };
  }

  async #stay({ services, env }: RunningSandbox, stopped: AbortSignal): Promise<object> {
    const document = { services, env };
    this.showNow(document);
    // Keeps the process alive should the stand-ins not.
    const alive = setInterval(() => {}, 2 ** 30);
    if (!stopped.aborted) await once(stopped, 'abort');
    clearInterval(alive);
    return document;
  }

  async #once(sandbox: RunningSandbox, stopped: AbortSignal): Promise<object> {
    const json = this.jsonEnabled();
    const bin = join(this.config.root, 'bin', 'run.js');
    const collect = { bin, environment: this.environment, json, stopped };
    const { output, exitCode, accepted } = await collectInSandbox(sandbox, collect);
    this.print(`${output}\n${acceptedText(accepted, sandbox.services.datadog?.url)}`);
    this.endWith(exitCode);
    return { collect: json ? JSON.parse(output) : undefined, accepted };
  }
}
