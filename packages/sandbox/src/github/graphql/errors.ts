import { GraphQLError } from 'graphql';

/** An error with the `type` that GitHub puts beside its message. */
export function fault(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** What GitHub answers for an object that does not exist or is hidden from the token. */
export function notFound(what: string): GraphQLError {
  return fault('NOT_FOUND', `Could not resolve to ${what}.`);
}
