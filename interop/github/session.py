"""GitHub's REST and GraphQL APIs through PyGithub, and the words that all measurements share."""

import json
import os
import statistics
import sys
from datetime import datetime, timedelta

import github

asked = json.load(sys.stdin)
os.environ["NO_PROXY"] = "127.0.0.1,localhost"
AT = datetime.fromisoformat(asked["at"])
WEEK = timedelta(days=7)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BOTS = {
    "dependabot",
    "renovate",
    "github-actions",
    "graphite-app",
    "claude",
    "copilot-pull-request-reviewer",
    "github-merge-queue",
}


def login(token=None, per_page=100):
    return github.Github(
        base_url=asked["url"],
        auth=github.Auth.Token(token or asked["token"]),
        per_page=per_page,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )


def moment(text):
    return datetime.fromisoformat(text)


def within(at, window=WEEK):
    return at is not None and AT - window < at <= AT


def is_bot(name, kind=None):
    return kind == "Bot" or name.lower().endswith("[bot]") or name.lower() in BOTS


def is_pull(issue):
    """Without another call, which PyGithub makes for a part that is not there."""
    return "/pull/" in issue.html_url


def percentile(values, q):
    return statistics.quantiles(values, n=100, method="inclusive")[q - 1]


def summaries(values, names):
    """What a list of numbers comes to, as far as it is long enough; `names` by mean, 50, 90 and 99."""
    least = {50: 3, 90: 10, 99: 100}
    found = {name: percentile(values, q) for q, name in names.items() if q != "mean" and len(values) >= least[q]}
    return found | ({names["mean"]: statistics.fmean(values)} if values and "mean" in names else {})


def graph(client, query, **variables):
    """The repository of an answer to a GraphQL query."""
    owner, name = asked["repository"].split("/")
    _, answer = client.requester.graphql_query(query, {"owner": owner, "name": name, **variables})
    return answer["data"]["repository"]


def pages(ask):
    """All rows of a connection; `ask` takes the cursor of the page before."""
    nodes, after = [], None
    while True:
        page = ask(after)
        nodes += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
        after = page["pageInfo"]["endCursor"]
