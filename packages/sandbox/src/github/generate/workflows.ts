import type { Commit, Workflow } from '../world.js';
import type { Random } from './random.js';

/** A workflow with what starts it and how long it takes. */
export interface PlannedWorkflow {
  readonly workflow: Workflow;
  readonly events: ReadonlySet<string>;
  readonly minutes: number;
  readonly jobs: readonly string[];
}

const FOLDER = '.github/workflows/';
const REQUIRED = `${FOLDER}checks.yml`;
const SYNTHETIC = [`${FOLDER}benchmarks.yml`, `${FOLDER}build-image.yml`, `${FOLDER}nightly.yml`, `${FOLDER}docs.yml`];
const CODE_SCANNING = 'dynamic/github-code-scanning/codeql';

/** Workflow file that the branch rules demand. */
export const REQUIRED_WORKFLOW = REQUIRED;
/** Job names of the required workflow, which the branch rules demand as checks. */
export const REQUIRED_JOBS: readonly string[] = ['Lint', 'Unit tests'];

/** The workflow files that the history touched, or made-up ones, and what GitHub itself adds. */
export function workflows(commits: readonly Commit[], firstId: number, random: Random): PlannedWorkflow[] {
  const paths = [...new Set([REQUIRED, ...workflowFiles(commits, SYNTHETIC), CODE_SCANNING])];
  return paths.map((path, index) => planned(path, firstId + index, random.fork(path)));
}

function workflowFiles(commits: readonly Commit[], otherwise: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const { files } of commits) {
    for (const { path, from } of files) {
      if (from !== undefined) found.delete(from);
      if (path.startsWith(FOLDER) && /^[^/]+\.ya?ml$/.test(path.slice(FOLDER.length))) found.add(path);
    }
  }
  const others = [...found].filter((path) => path !== REQUIRED);
  return others.length > 0 ? others.sort() : otherwise;
}

function planned(path: string, id: number, random: Random): PlannedWorkflow {
  const file = path.split('/').at(-1) ?? path;
  const stem = file.replace(/\.ya?ml$/, '');
  const isRequired = path === REQUIRED;
  const isLong = /bench|image|nightly|train/.test(stem);
  const minutes = isRequired ? 11 : isLong ? random.between(15, 40) : random.between(1, 8);
  return {
    workflow: {
      id,
      name: stem.replace(/[-_]+/g, ' ').replace(/^./, (letter) => letter.toUpperCase()),
      path,
      timeoutMinutes: isRequired ? 30 : isLong ? 90 : 20,
    },
    events: new Set(isRequired ? ['push', 'pull_request', 'merge_group'] : eventsOf(path, stem, random)),
    minutes,
    jobs: isRequired ? REQUIRED_JOBS : ['build', 'test', 'publish'].slice(0, random.whole(1, 3)),
  };
}

function eventsOf(path: string, stem: string, random: Random): string[] {
  if (path === CODE_SCANNING) return ['dynamic'];
  if (/cron|nightly|newsletter|report|stale|cleanup|bench/.test(stem)) return ['schedule', 'push'];
  if (/deploy|release|image|tag|migrate/.test(stem)) return ['push'];
  return random.chance(0.5) ? ['pull_request', 'push'] : ['pull_request'];
}
