/** What is asked of each repository first; several go into one call. */
export function snapshotDocument(repositories: number, labels: number): string {
  const aliases = Array.from({ length: repositories }, (_, index) => index);
  const variables = [
    ...aliases.map((index) => `$owner${index}: String!, $name${index}: String!`),
    ...Array.from({ length: labels }, (_, index) => `$labels${index}: [String!]`),
  ];
  const counts = Array.from(
    { length: labels },
    (_, index) => `
  issues${index}: issues(first: 1, states: OPEN, labels: $labels${index}) { totalCount }`,
  );
  return `
query Snapshot(${variables.join(', ')}) {
${aliases.map((index) => `  r${index}: repository(owner: $owner${index}, name: $name${index}) { ...Snapshot }`).join('\n')}
}
fragment Snapshot on Repository {
  databaseId nameWithOwner isEmpty pushedAt hasIssuesEnabled
  defaultBranchRef { name }
  branches: refs(refPrefix: "refs/heads/", first: 1) { totalCount }
  mailmap: object(expression: "HEAD:.mailmap") { ... on Blob { text isTruncated } }${counts.join('')}
}`;
}

/** The default branch, newest commit first, and what the newest commits before the window came to. */
export const COMMITS = `
query Commits($owner: String!, $name: String!, $since: GitTimestamp!, $until: GitTimestamp!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef {
      target {
        ... on Commit {
          before: history(first: 10, until: $since) { nodes { statusCheckRollup { state } } }
          history(since: $since, until: $until, first: $first, after: $after) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes {
              oid committedDate message additions deletions changedFilesIfAvailable
              parents(first: 100) { totalCount nodes { oid } }
              statusCheckRollup { state }
              authors(first: 100) { totalCount nodes { name email user { login databaseId } } }
              associatedPullRequests(first: 1) { nodes { number } }
            }
          }
        }
      }
    }
  }
}`;

const FILES = 'totalCount pageInfo { hasNextPage endCursor } nodes { path additions deletions }';
const LABELS = 'totalCount pageInfo { hasNextPage endCursor } nodes { name }';
const COMMENTS = 'totalCount pageInfo { hasNextPage endCursor } nodes { createdAt author { __typename login } }';
const REVIEWS = `totalCount pageInfo { hasNextPage endCursor }
      nodes { state submittedAt body author { __typename login } comments(first: 1) { totalCount } }`;
const READY = `totalCount pageInfo { hasNextPage endCursor }
      nodes { __typename ... on ReadyForReviewEvent { createdAt } }`;

/** Closed and merged pull requests by their last change: a merge is a change, so nothing newer can follow an older one. */
export const CLOSED_PULLS = `
query ClosedPulls($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [MERGED, CLOSED], orderBy: {field: UPDATED_AT, direction: DESC}, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        number state createdAt updatedAt closedAt mergedAt baseRefName headRefName body
        additions deletions changedFiles totalCommentsCount
        author { __typename login }
        mergeCommit { oid }
        labels(first: 20) { ${LABELS} }
        comments(first: 50) { ${COMMENTS} }
        reviews(first: 20) { ${REVIEWS} }
        commits(first: 1) { nodes { commit { authoredDate } } }
        timelineItems(first: 20, itemTypes: [READY_FOR_REVIEW_EVENT]) { ${READY} }
        files(first: 100) { ${FILES} }
      }
    }
  }
}`;

/** The lists of a pull request that can be longer than what the first page shows. */
export const LISTS = {
  labels: `labels(first: 100, after: $after) { ${LABELS} }`,
  comments: `comments(first: 100, after: $after) { ${COMMENTS} }`,
  reviews: `reviews(first: 50, after: $after) { ${REVIEWS} }`,
  timelineItems: `timelineItems(first: 100, after: $after, itemTypes: [READY_FOR_REVIEW_EVENT]) { ${READY} }`,
  files: `files(first: 100, after: $after) { ${FILES} }`,
} as const;
export type ListName = keyof typeof LISTS;

/** The next pages of such lists, of several pull requests in one call. */
export function remainderDocument(lists: readonly ListName[]): string {
  const variables = lists.map((_, index) => `$number${index}: Int!, $after${index}: String!`).join(', ');
  const aliases = lists.map(
    (list, index) =>
      `    p${index}: pullRequest(number: $number${index}) { ${LISTS[list].replace('$after', `$after${index}`)} }`,
  );
  return `
query Remainder($owner: String!, $name: String!, ${variables}) {
  repository(owner: $owner, name: $name) {
${aliases.join('\n')}
  }
}`;
}

export const OPEN_PULLS = `
query OpenPulls($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, orderBy: {field: CREATED_AT, direction: ASC}, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { number createdAt updatedAt isDraft baseRefName author { __typename login } }
    }
  }
}`;

export const BRANCHES = `
query Branches($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    refs(refPrefix: "refs/heads/", first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { name target { ... on Commit { committedDate } } }
    }
  }
}`;

export const TAGS = `
query Tags($owner: String!, $name: String!, $text: String, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    refs(refPrefix: "refs/tags/", query: $text, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        name
        target { oid ... on Commit { committedDate } ... on Tag { tagger { date } target { oid ... on Commit { committedDate } } } }
      }
    }
  }
}`;

const CONTEXTS = `pageInfo { hasNextPage endCursor }
        nodes { __typename ... on CheckRun { name conclusion } ... on StatusContext { context state } }`;

/** The checks of the newest commits of the default branch. */
export const HEAD_CHECKS = `
query HeadChecks($owner: String!, $name: String!, $until: GitTimestamp!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef {
      target {
        ... on Commit {
          history(first: 10, until: $until) {
            nodes { oid statusCheckRollup { contexts(first: 100) { ${CONTEXTS} } } }
          }
        }
      }
    }
  }
}`;

/** Further checks of one commit that has more than a hundred. */
export const COMMIT_CHECKS = `
query CommitChecks($owner: String!, $name: String!, $oid: GitObjectID!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $oid) {
      ... on Commit { statusCheckRollup { contexts(first: $first, after: $after) { totalCount ${CONTEXTS} } } }
    }
  }
}`;

export const DEPLOYMENTS = `
query Deployments($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    deployments(orderBy: {field: CREATED_AT, direction: DESC}, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id createdAt environment commitOid
        statuses(first: 20) { totalCount nodes { state createdAt } }
      }
    }
  }
}`;

export const RELEASES = `
query Releases($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    releases(orderBy: {field: CREATED_AT, direction: DESC}, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { tagName isDraft isPrerelease createdAt publishedAt tagCommit { oid } }
    }
  }
}`;

export const INCIDENTS = `
query Incidents($owner: String!, $name: String!, $labels: [String!], $since: DateTime!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(labels: $labels, filterBy: {since: $since}, orderBy: {field: UPDATED_AT, direction: DESC}, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { number createdAt closedAt labels(first: 100) { nodes { name } } }
    }
  }
}`;

export const DISCOVERY = `
query Discovery($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    repositories(isArchived: false, isFork: false, orderBy: {field: PUSHED_AT, direction: DESC}, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { name owner { login } pushedAt repositoryTopics(first: 20) { nodes { topic { name } } } }
    }
  }
}`;
