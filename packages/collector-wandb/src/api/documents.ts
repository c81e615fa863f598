import type { Features } from './graphql.js';

/** Which of the optional parts a document has. */
export interface Parts extends Features {
  /** The last sample of each machine. */
  readonly system: boolean;
  /** The run with the newest heartbeat of those that pass the filter `$states`. */
  readonly newest: boolean;
}

/** One page of the runs of a project that pass a filter. */
export function runsDocument({ runInfo, keys, system, newest }: Parts): string {
  const parameters = [
    '$entity: String!, $project: String!, $filters: JSONString, $order: String, $first: Int, $after: String',
    ...(keys ? ['$summaryKeys: [String!], $configKeys: [String!]'] : []),
    ...(newest ? ['$states: JSONString, $newest: String'] : []),
  ];
  return `query Runs(${parameters.join(', ')}) {
  viewer { id }
  project(name: $project, entityName: $entity) {
    runCount(filters: $filters)
    runs(filters: $filters, order: $order, first: $first, after: $after) {
      edges {
        node {
          name displayName state createdAt heartbeatAt tags group jobType sweepName
          summaryMetrics${keys ? '(keys: $summaryKeys)' : ''}
          config${keys ? '(keys: $configKeys)' : ''}
          ${system ? 'systemMetrics' : ''}
          ${runInfo ? 'runInfo { gpu gpuCount }' : ''}
        }
      }
      pageInfo { endCursor hasNextPage }
    }
    ${newest ? 'newest: runs(filters: $states, order: $newest, first: 1) { edges { node { heartbeatAt } } }' : ''}
  }
}`;
}

/** One page of the projects of an entity. */
export const PROJECTS = `query Projects($entity: String!, $first: Int, $after: String) {
  viewer { id }
  models(entityName: $entity, first: $first, after: $after) {
    edges { node { name } }
    pageInfo { endCursor hasNextPage }
  }
}`;
