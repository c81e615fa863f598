import { nodeId } from '../node-id.js';
import type { User } from '../world.js';
import type { Place } from './call.js';

/** The account that GitHub's own automation acts under. */
export const AUTOMATION: User = {
  id: 41_898_282,
  login: 'github-actions[bot]',
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
  type: 'Bot',
};

type Where = Pick<Place, 'api' | 'web'>;

/** An account; a deleted one is null. */
export function userRow(user: User | undefined, where: Where) {
  if (user === undefined) return null;
  const login = user.type === 'Bot' && !user.login.endsWith('[bot]') ? `${user.login}[bot]` : user.login;
  return accountRow({ id: user.id, login, type: user.type }, where);
}

/** The owner of a repository. */
export function ownerRow({ view, api, web }: Place) {
  const { index, world } = view;
  return accountRow(
    { id: index.ownerId, login: world.owner, type: index.ownerIsUser ? 'User' : 'Organization' },
    { api, web },
  );
}

function accountRow({ id, login, type }: { id: number; login: string; type: string }, { api, web }: Where) {
  const url = `${api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId(type === 'Organization' ? 'O' : 'U', 0, id),
    avatar_url: `${web}/avatars/u/${id}`,
    gravatar_id: '',
    url,
    html_url: `${web}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}
