/** The shapes of query that a collector of engineering metrics needs, each with what the documented formula charges. */
export const QUERIES = {
  snapshot: {
    cost: 1,
    text: `query ($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        id nameWithOwner isArchived isEmpty isFork pushedAt databaseId
        defaultBranchRef { name target { ... on Commit { oid committedDate statusCheckRollup { state } } } }
        branches: refs(refPrefix: "refs/heads/") { totalCount }
        openPrs: pullRequests(states: OPEN) { totalCount }
        openIssues: issues(states: OPEN) { totalCount }
        l0: issues(states: OPEN, labels: ["bug"]) { totalCount }
        mergeQueue { entries(first: 1) { totalCount } }
        latestRelease { tagName publishedAt }
        deployments(first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
          nodes { createdAt environment commitOid state latestStatus { state createdAt } }
        }
      }
      rateLimit { cost limit remaining used resetAt nodeCount }
    }`,
  },
  commits: {
    cost: 2,
    text: `query ($owner: String!, $name: String!, $since: GitTimestamp, $after: String) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { target { ... on Commit {
          history(since: $since, first: 50, after: $after) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes {
              oid committedDate authoredDate message additions deletions changedFilesIfAvailable
              parents(first: 2) { totalCount }
              statusCheckRollup { state }
              authors(first: 5) { nodes { name email user { login databaseId } } }
              associatedPullRequests(first: 1) { nodes { number } }
            }
          }
        } } }
      }
      rateLimit { cost }
    }`,
  },
  closedPulls: {
    cost: 13,
    text: `query ($owner: String!, $name: String!, $after: String) {
      repository(owner: $owner, name: $name) {
        pullRequests(states: [MERGED, CLOSED], first: 50, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
          pageInfo { hasNextPage endCursor }
          nodes {
            number title state createdAt updatedAt closedAt mergedAt isDraft baseRefName headRefName
            additions deletions changedFiles totalCommentsCount
            author { __typename login } mergedBy { __typename login } mergeCommit { oid }
            labels(first: 20) { nodes { name } }
            comments(first: 1) { totalCount nodes { createdAt author { __typename login } } }
            reviews(first: 20) {
              totalCount
              nodes { state submittedAt author { __typename login } comments(first: 1) { totalCount } }
            }
            commits(first: 1) { totalCount nodes { commit { authoredDate committedDate } } }
            timelineItems(
              first: 20
              itemTypes: [
                READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, REVIEW_REQUESTED_EVENT
                ADDED_TO_MERGE_QUEUE_EVENT, REOPENED_EVENT
              ]
            ) {
              totalCount
              nodes {
                __typename
                ... on ReadyForReviewEvent { createdAt }
                ... on ConvertToDraftEvent { createdAt }
                ... on ReviewRequestedEvent { createdAt }
                ... on AddedToMergeQueueEvent { createdAt }
                ... on ReopenedEvent { createdAt }
              }
            }
            files(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { path } }
          }
        }
      }
      rateLimit { cost }
    }`,
  },
  openPulls: {
    cost: 2,
    text: `query ($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        pullRequests(states: OPEN, first: 100, orderBy: { field: CREATED_AT, direction: ASC }) {
          totalCount
          nodes {
            number createdAt updatedAt isDraft isInMergeQueue baseRefName reviewDecision
            author { __typename login } labels(first: 20) { nodes { name } } reviews(first: 1) { totalCount }
          }
        }
      }
      rateLimit { cost }
    }`,
  },
  branches: {
    cost: 1,
    text: `query ($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        refs(refPrefix: "refs/heads/", first: 100) {
          totalCount
          nodes {
            name
            target { ... on Commit { committedDate author { user { login } } } }
            associatedPullRequests(states: OPEN, first: 1) { totalCount }
          }
        }
      }
      rateLimit { cost }
    }`,
  },
  checks: {
    cost: 1,
    text: `query ($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { target { ... on Commit { statusCheckRollup {
          state
          contexts(first: 100) { nodes {
            ... on CheckRun {
              name status conclusion startedAt completedAt
              checkSuite { workflowRun { databaseId event workflow { name databaseId } } }
            }
            ... on StatusContext { context state }
          } }
        } } } }
      }
      rateLimit { cost }
    }`,
  },
  organization: {
    cost: 3,
    text: `query ($owner: String!) {
      organization(login: $owner) {
        repositories(first: 100, isArchived: false, orderBy: { field: PUSHED_AT, direction: DESC }) {
          nodes {
            nameWithOwner pushedAt isFork
            openPrs: pullRequests(states: OPEN) { totalCount }
            openIssues: issues(states: OPEN) { totalCount }
            repositoryTopics(first: 20) { nodes { topic { name } } }
          }
        }
      }
      rateLimit { cost }
    }`,
  },
} as const;
