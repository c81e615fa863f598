import { nodeId } from '../node-id.js';
import type { User } from '../world.js';
import type { Asker, Field, Node } from './field.js';
import { int32 } from './field.js';

const KINDS = { User: 'U', Bot: 'BOT', Mannequin: 'M' } as const;

/** An account; a deleted one is null, which GitHub's pages show as "ghost". */
export function actorNode(user: User | undefined): Node | undefined {
  if (user === undefined) return undefined;
  // GraphQL gives the bare login of a bot, REST the one with "[bot]".
  const login = user.type === 'Bot' ? user.login.replace(/\[bot\]$/, '') : user.login;
  return {
    __typename: user.type,
    id: nodeId(KINDS[user.type], 0, user.id),
    databaseId: int32(user.id),
    login,
    name: user.name,
    email: user.type === 'User' ? '' : undefined,
    url: webUrl(`/${login}`),
    resourcePath: `/${login}`,
  };
}

/** Who a git object names; only people have an account here, bots have none. */
export function gitActorNode(
  person: { readonly name: string; readonly email: string; readonly user?: User },
  at: string,
): Node {
  return {
    __typename: 'GitActor',
    name: person.name,
    email: person.email,
    date: at,
    user: person.user?.type === 'User' ? actorNode(person.user) : undefined,
  };
}

/** The page of an object beside the API. */
export function webUrl(path: string): Field {
  return (_args, asker: Asker) => `${asker.url}${path}`;
}
