import { nodeId } from '../node-id.js';
import type { RepositoryView } from '../view.js';
import { connection } from './connection.js';
import type { Field } from './field.js';

/** The `labels` connection of a pull request or an issue. */
export function labelNodes(view: RepositoryView, labels: readonly string[]): Field {
  return (args, _asker, info) => {
    const { orderBy } = args;
    // CREATED_AT ascending, the default of the schema, is the order of the world.
    const sorted = orderBy?.field === 'NAME' ? labels.toSorted() : labels;
    const ordered = orderBy?.direction === 'DESC' ? sorted.toReversed() : sorted;
    return connection(ordered, args, info, (name) => ({
      __typename: 'Label',
      id: nodeId('LA', view.world.id, name),
      name,
      color: 'ededed',
      isDefault: false,
    }));
  };
}
