import { stringify } from 'yaml';
import type { Grant } from '../permissions/grants.js';
import type { Need } from '../permissions/needs.js';
import { table } from './table.js';

/** What one collector needs. */
export interface Permissions {
  readonly collector: string;
  readonly title: string;
  readonly needs: readonly Need[];
  readonly grant: Grant;
}

/** A document alone can be handed to the source's own tools; several have a heading each. */
export function permissionsText(all: readonly Permissions[]): string {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return documentText(only);
  return all.map((one) => `# ${one.title}: ${headingOf(one.grant)}\n${documentText(one)}`).join('\n\n');
}

function documentText({ grant, needs }: Permissions): string {
  switch (grant.kind) {
    case 'iam':
      return JSON.stringify(grant.document, undefined, 2);
    case 'kubernetes':
      return stringify(grant.document).trimEnd();
    case 'github':
      return table(
        Object.entries(grant.document.permissions).map(([name, level]) => [
          name,
          level,
          countText(needs.find(({ need }) => need === `${name}:${level}`)),
        ]),
      );
    case 'scopes':
      return needs.length === 0 ? 'nothing' : table(needs.map((need) => [need.need, countText(need)]));
    default:
      return grant satisfies never;
  }
}

const HEADINGS: Readonly<Record<Grant['kind'], string>> = {
  iam: 'IAM policy',
  kubernetes: 'cluster role',
  github: 'repository permissions of a fine-grained token or an app',
  scopes: 'scopes or roles',
};

const headingOf = ({ kind }: Grant) => HEADINGS[kind];

const countText = (need: Need | undefined) => (need === undefined ? '' : `${need.metrics.length} metrics`);
