/** A value as Python's JSON knows it: NaN and infinities included. */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

export type PythonRecord = Readonly<Record<string, PythonValue>>;

/** What W&B notes of the machine that logged a run. */
export interface RunInfo {
  readonly gpu: string | null;
  readonly gpuCount: number | null;
  readonly cpuCount: number | null;
  readonly host: string;
}

/** How a run is told otherwise than most. */
export interface RunQuirks {
  /** Times come without the `Z`. */
  readonly timesWithoutZone?: boolean;
  /** The summary is JSON within JSON, as of some crashed runs. */
  readonly doublyEncodedSummary?: boolean;
}

/** A run as it is logged. */
export interface WandbRun extends RunQuirks {
  /** The id, which the API calls the name. */
  readonly name: string;
  readonly displayName: string | null;
  readonly state: string;
  readonly createdAt: Date;
  readonly heartbeatAt: Date | null;
  readonly tags: readonly string[];
  readonly group: string | null;
  readonly jobType: string | null;
  readonly sweepName: string | null;
  readonly username: string;
  /** Without the wrapping that the API gives each value. */
  readonly config: PythonRecord;
  readonly summary: PythonRecord;
  readonly system: PythonRecord;
  readonly runInfo: RunInfo | null;
  readonly history: readonly PythonRecord[];
}

export interface WandbProject {
  readonly entity: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Of a project that the caller must not see the API says that there is none. */
  readonly forbidden?: boolean;
  readonly runs: readonly WandbRun[];
}

export interface WandbUser {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly entity: string;
  readonly teams: readonly string[];
}

/** What a W&B server holds. */
export interface WandbWorld {
  readonly viewer: WandbUser;
  readonly projects: readonly WandbProject[];
}

/** How the server behaves. */
export interface WandbOptions {
  /** The API key that it takes; any caller is let in when absent. */
  readonly apiKey?: string;
  /** The identity token that is exchanged for an access token. */
  readonly identityToken?: string;
  /** A server of an older generation knows no `runInfo`, no `internalId` and no `keys`. */
  readonly generation?: 'current' | 'old';
  /** What becomes of `heartbeatAt` in a filter, which is not documented. */
  readonly heartbeatFilter?: 'obeyed' | 'ignored' | 'refused' | 'matches nothing';
  /** A wrong key is answered with a viewer of null in place of 401. */
  readonly nullViewer?: boolean;
  /** Requests until the server asks to wait; without it there is no limit. */
  readonly requestsPerWindow?: number;
}
