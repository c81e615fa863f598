import { executeSync, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { ServerFault } from '../fault.js';

/** A query as it is posted. */
export interface Query {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** What the server answers, and with which status. */
export interface Executed {
  readonly status: number;
  readonly body: object;
}

/** Validates and runs a query; a document that does not fit the schema is refused with 400. */
export function execute(
  schema: GraphQLSchema,
  rootValue: unknown,
  { query, variables, operationName }: Query,
): Executed {
  const document = parsed(query);
  if (document instanceof GraphQLError) return refused([document]);
  const faults = validate(schema, document);
  if (faults.length > 0) return refused(faults);
  const { data, errors } = executeSync({
    schema,
    document,
    rootValue,
    variableValues: variables,
    ...(operationName === undefined ? {} : { operationName }),
  });
  if (errors?.some(({ originalError }) => originalError instanceof ServerFault))
    return { status: 500, body: { errors: [{ message: 'Internal server error' }] } };
  if (data === undefined) return refused(errors ?? []);
  return { status: 200, body: errors === undefined ? { data } : { data, errors: errors.map(row) } };
}

function parsed(query: string) {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function refused(errors: readonly GraphQLError[]): Executed {
  return { status: 400, body: { errors: errors.map(row) } };
}

function row({ message, path }: GraphQLError) {
  return path === undefined ? { message } : { message, path };
}
