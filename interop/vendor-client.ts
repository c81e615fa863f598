import { join } from 'node:path';
import { type StandIn, startStandIn } from '../packages/local-datadog/dist/index.js';
import { PythonPackages } from './python.ts';

/** A vendor's own client in Python, and the stand-in that it reads. */
export class VendorClient {
  readonly #folder: string;
  #packages: PythonPackages | undefined;
  #standIn: StandIn | undefined;

  /** `folder` has the scripts and the requirements file. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Installs the client where the cache does not have it. */
  async start(cacheFolder: string): Promise<void> {
    this.#packages = await PythonPackages.install(join(this.#folder, 'requirements.txt'), cacheFolder);
  }

  /** Starts a stand-in in place of the one before. */
  async serve(options: Parameters<typeof startStandIn>[0]): Promise<void> {
    await this.stop();
    this.#standIn = await startStandIn(options);
  }

  get standIn(): StandIn {
    if (this.#standIn === undefined) throw new Error('the peer has not been seeded');
    return this.#standIn;
  }

  /** The JSON that a script prints for what it is asked. */
  ask(script: string, asked: object): Promise<unknown> {
    return this.#installed().ask(join(this.#folder, script), asked);
  }

  /** The same for a script that prints numbers by name. */
  askNumbers(script: string, asked: object): Promise<Readonly<Record<string, number>>> {
    return this.#installed().askNumbers(join(this.#folder, script), asked);
  }

  /** How many readings a script compared; throws where it compared none, or the stand-in was asked what it does not know. */
  async agreement(script: string, asked: object): Promise<string> {
    const compared = await this.ask(script, asked);
    if (!Array.isArray(compared) || compared.length === 0) throw new Error('the client compared nothing');
    this.standIn.verify();
    return `${compared.length} readings of the client agree`;
  }

  /** Stops the stand-in; the installed client stays for the next time. */
  async stop(): Promise<void> {
    await this.#standIn?.close();
    this.#standIn = undefined;
  }

  #installed(): PythonPackages {
    if (this.#packages === undefined) throw new Error('the peer has not been started');
    return this.#packages;
  }
}
