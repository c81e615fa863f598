/** A person of a workspace. */
export interface AsanaUser {
  readonly gid: string;
  readonly name: string;
}

export interface AsanaSection {
  readonly gid: string;
  readonly name: string;
}

/** A custom field with the options that it has; without any it takes text. */
export interface AsanaCustomField {
  readonly gid: string;
  readonly name: string;
  readonly options?: readonly { readonly gid: string; readonly name: string }[];
}

export interface AsanaProject {
  readonly gid: string;
  readonly name: string;
  readonly teamGid: string;
  readonly archived: boolean;
  readonly completed: boolean;
  readonly createdAt: Date;
  /** The kind of the latest status update; without one there is none. */
  readonly statusType?: string;
  /** The color that projects had before there were status updates. */
  readonly statusColor?: string;
  readonly sections: readonly AsanaSection[];
  readonly customFields?: readonly AsanaCustomField[];
}

export interface AsanaTask {
  readonly gid: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly completedAt?: Date;
  /** A day; alone, or the day of `dueAt`. */
  readonly dueOn?: string;
  readonly dueAt?: Date;
  readonly assigneeGid?: string;
  readonly creatorGid: string;
  /** The projects that it is in, each with one of its sections. */
  readonly memberships: readonly { readonly projectGid: string; readonly sectionGid?: string }[];
  /** Gids of options by the gid of their field. */
  readonly choices?: Readonly<Record<string, string>>;
  readonly parentGid?: string;
  /** `default_task` when absent. */
  readonly subtype?: string;
  readonly approvalStatus?: string;
  readonly separator?: true;
}

/** One workspace of Asana as its API shows it. */
export interface AsanaWorld {
  readonly workspace: { readonly gid: string; readonly name: string };
  readonly teams: readonly { readonly gid: string; readonly name: string }[];
  /** The first one is whom the token belongs to. */
  readonly users: readonly AsanaUser[];
  readonly projects: readonly AsanaProject[];
  readonly tasks: readonly AsanaTask[];
}

/** How the stand-in behaves. */
export interface AsanaOptions {
  /** The only token that is let in; any when absent. */
  readonly token?: string;
  /** Requests of a minute of the stand-in's clock; those above get 429 and count as well. */
  readonly requestsPerMinute?: number;
  /** Gids of projects that everything asked of gets 403. */
  readonly forbidden?: readonly string[];
  /** Gids of projects that the user cannot see: not listed, and unknown when asked for. */
  readonly hidden?: readonly string[];
  /** Puts an empty page before each page but the first. */
  readonly emptyPages?: boolean;
  /** So many offsets are refused as expired. */
  readonly expiredOffsets?: number;
}
