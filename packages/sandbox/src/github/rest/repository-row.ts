import { instant, instantOf } from '../instant.js';
import { nodeId } from '../node-id.js';
import type { Place } from './call.js';
import { ownerRow } from './user-row.js';

const PATHS = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** A repository as other objects embed it. */
export function embeddedRepositoryRow(place: Place) {
  const { index, world } = place.view;
  return {
    id: world.id,
    node_id: nodeId('R', world.id),
    name: world.name,
    full_name: index.fullName,
    private: world.private,
    owner: ownerRow(place),
    html_url: place.page,
    description: null,
    fork: world.fork,
    url: place.url,
    ...Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, `${place.url}${path}`])),
  };
}

/** The repository that a pull request of a fork comes from. */
export function forkRow(place: Place, login: string, id: number) {
  const url = `${place.api}/repos/${login}/${place.view.world.name}`;
  return {
    ...embeddedRepositoryRow(place),
    id,
    node_id: nodeId('R', id),
    full_name: `${login}/${place.view.world.name}`,
    fork: true,
    url,
    html_url: `${place.web}/${login}/${place.view.world.name}`,
    ...Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, `${url}${path}`])),
  };
}

/** A repository as lists give it. */
export function repositoryRow(place: Place, apiVersion: string) {
  const { world } = place.view;
  const open = openIssues(place);
  return {
    ...embeddedRepositoryRow(place),
    git_url: place.page.replace(/^https?:/, 'git:').concat('.git'),
    ssh_url: `git@${new URL(place.web).hostname}:${place.view.index.fullName}.git`,
    clone_url: `${place.page}.git`,
    svn_url: place.page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: world.commits.length,
    default_branch: world.defaultBranch,
    open_issues_count: open,
    open_issues: open,
    topics: world.topics,
    is_template: false,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    ...(apiVersion === '2022-11-28' ? { has_downloads: false } : {}),
    archived: world.archived,
    disabled: false,
    visibility: world.private ? 'private' : 'public',
    ...times(place),
  };
}

/** A repository asked for by name. */
export function fullRepositoryRow(place: Place, apiVersion: string) {
  return {
    ...repositoryRow(place, apiVersion),
    ...(place.view.index.ownerIsUser ? {} : { organization: ownerRow(place) }),
    network_count: 0,
    subscribers_count: 0,
  };
}

function times({ view }: Place) {
  const { createdAt } = view.world;
  const pushedAt = view.pushedAt ?? createdAt;
  return { pushed_at: instantOf(pushedAt), created_at: instant(createdAt), updated_at: instant(pushedAt) };
}

/** GitHub counts open pull requests among the open issues. */
function openIssues({ view }: Place): number {
  const issues = view.issues.filter(({ closedAt }) => closedAt === undefined || closedAt > view.now);
  return issues.length + view.pulls.filter(({ state }) => state === 'OPEN').length;
}
