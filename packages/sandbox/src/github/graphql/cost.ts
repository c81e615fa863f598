import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** What a query costs by the formula of https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
export interface QueryCost {
  readonly points: number;
  /** The most nodes that the query can return; more than 500,000 are refused. */
  readonly nodes: number;
}

type Variables = Readonly<Record<string, unknown>>;

interface Tally {
  requests: number;
  nodes: number;
}

/** Counts the connections of a query, each as often as its parents can resolve it; one without `first` and `last` counts once. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): QueryCost {
  const root = schema.getRootType(operation.operation);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const part of document.definitions)
    if (part.kind === Kind.FRAGMENT_DEFINITION) fragments.set(part.name.value, part);
  const tally: Tally = { requests: 0, nodes: 0 };
  const walk = (set: SelectionSetNode | undefined, type: GraphQLCompositeType, times: number): void => {
    for (const selection of set?.selections ?? []) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        walkField(selection, type, times);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition;
      const narrowed = condition === undefined ? type : schema.getType(condition.name.value);
      if (isCompositeType(narrowed)) walk(fragment?.selectionSet, narrowed, times);
    }
  };
  const walkField = (field: FieldNode, parent: GraphQLCompositeType, times: number): void => {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return;
    const definition = parent.getFields()[field.name.value];
    const type = definition === undefined ? undefined : getNamedType(definition.type);
    if (!isCompositeType(type)) return;
    if (!type.name.endsWith('Connection')) {
      walk(field.selectionSet, type, times);
      return;
    }
    const size = pageSize(field, variables);
    tally.requests += times;
    tally.nodes += times * (size ?? 0);
    walk(field.selectionSet, type, times * (size ?? 1));
  };
  if (root != null) walk(operation.selectionSet, root, 1);
  return { points: Math.max(1, Math.round(tally.requests / 100)), nodes: tally.nodes };
}

function pageSize(field: FieldNode, variables: Variables): number | undefined {
  const bound = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last');
  const value: unknown = bound === undefined ? undefined : valueFromASTUntyped(bound.value, variables);
  return typeof value === 'number' ? value : undefined;
}

function isIncluded(selection: SelectionSetNode['selections'][number], variables: Variables): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}
