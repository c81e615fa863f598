import {
  type DocumentNode,
  executeSync,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { costOf, type QueryCost } from './cost.js';
import { fault } from './errors.js';
import { type Asker, resolveField, resolveType } from './field.js';
import { queryRoot } from './query-root.js';
import { gitHubSchema } from './schema.js';

const MAX_NODES = 500_000;

/** A query as it is posted. */
export interface Query {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** A query that may run, with what it costs. */
export interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cost: QueryCost;
  readonly dryRun: boolean;
}

/** GitHub's error objects carry the type beside the message. */
export type ErrorRow = GraphQLFormattedError & { readonly type?: string };

/** What GitHub answers with status 200. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly ErrorRow[];
}

/** Parses, validates and prices queries; documents seen before are not validated again. */
export class QueryDesk {
  readonly #known = new Map<string, DocumentNode | readonly GraphQLError[]>();

  prepare({ query, variables = {}, operationName }: Query): Prepared | Result {
    const document = this.#document(query);
    if (!('kind' in document)) return { errors: document.map(errorRow) };
    const operation = getOperationAST(document, operationName);
    if (operation == null) return { errors: [{ message: 'No operation was found' }] };
    const schema = gitHubSchema();
    const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (values.coerced === undefined) return { errors: (values.errors ?? []).map(errorRow) };
    const cost = costOf(schema, document, operation, values.coerced);
    if (cost.nodes > MAX_NODES) return { errors: [errorRow(tooManyNodes(cost.nodes))] };
    return { document, operation, variables: values.coerced, cost, dryRun: isDryRun(operation, values.coerced) };
  }

  #document(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(query) ?? read(query);
    // Cursors travel as variables, so clients send few texts; a cap keeps odd ones from piling up.
    if (this.#known.size >= 500) this.#known.clear();
    this.#known.set(query, known);
    return known;
  }
}

/** Runs a prepared query. */
export function execute({ document, operation, variables }: Prepared, asker: Asker): Result {
  const { data, errors } = executeSync({
    schema: gitHubSchema(),
    document,
    rootValue: queryRoot(),
    contextValue: asker,
    variableValues: variables,
    ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  return errors === undefined ? { data } : { data, errors: errors.map(errorRow) };
}

function read(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(gitHubSchema(), document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function isDryRun(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): boolean {
  let dry = false;
  visit(operation, {
    Argument({ name, value }) {
      if (name.value !== 'dryRun') return;
      if (value.kind === 'BooleanValue') dry ||= value.value;
      if (value.kind === 'Variable') dry ||= variables[value.name.value] === true;
    },
  });
  return dry;
}

function tooManyNodes(nodes: number): GraphQLError {
  const asked = nodes.toLocaleString('en-US');
  const most = MAX_NODES.toLocaleString('en-US');
  return fault(
    'MAX_NODE_LIMIT_EXCEEDED',
    `This query requests up to ${asked} possible nodes which exceeds the maximum limit of ${most}.`,
  );
}

function errorRow(error: GraphQLError): ErrorRow {
  const { message, path, locations } = error.toJSON();
  const { type } = error.extensions;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
    message,
  };
}
