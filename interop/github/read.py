"""Measures a repository through PyGithub, by code that shares nothing with the collector.

Reads a JSON object from stdin: url, token, repository, at, label, maxWorkflows, required. Prints one JSON object: the
values by metric as the collector should give them.
"""

import json
from datetime import timedelta
from statistics import median

import commits
import pulls
import runs
from session import AT, HOUR, asked, graph, is_pull, login, moment, pages, within


TIPS = """
query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    refs(refPrefix: "refs/heads/", first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { name target { oid ... on Commit { committedDate } } }
    }
  }
}"""


def branches(client, repository):
    listed = {branch.name: branch.commit.sha for branch in repository.get_branches()}
    refs = pages(lambda after: graph(client, TIPS, after=after)["refs"])
    assert {ref["name"]: ref["target"]["oid"] for ref in refs} == listed, "REST and GraphQL have other branches"
    ages = [AT - moment(ref["target"]["committedDate"]) for ref in refs if ref["name"] != repository.default_branch]
    return {
        "branches.total": len(ages),
        "branches.active": sum(1 for age in ages if age < timedelta(days=90)),
        "branches.stale": sum(1 for age in ages if age > timedelta(days=30)),
    }


def deployments(repository):
    """Successful deployments to production, oldest first: when they were finished, and what they brought."""
    found = []
    for deployment in repository.get_deployments(environment="production"):
        finished = [status.created_at for status in deployment.get_statuses() if status.state == "success"]
        if finished:
            found.append((min(finished), deployment.sha))
    found.sort()
    hours = []
    for (_, before), (at, sha) in zip(found, found[1:]):
        if within(at):
            brought = repository.compare(before, sha).commits
            hours += [(at - commit.commit.committer.date) / HOUR for commit in brought]
    return {
        "dora.deployment_frequency_7d": sum(1 for at, _ in found if within(at)),
        "dora.lead_time_hours": median(span for span in hours if span > timedelta(0) / HOUR),
    }


def labelled(issues, label):
    mine = [issue for issue in issues if issue.state == "open" and not is_pull(issue)]
    count = sum(1 for issue in mine if label in [one.name for one in issue.labels])
    return {f"issues.open{{label:{label}}}": count}


client = login()
repository = client.get_repo(asked["repository"])
issues = list(repository.get_issues(state="all"))
values = pulls.measure(client, issues) | commits.measure(client, repository) | branches(client, repository)
values |= runs.measure(repository, asked["maxWorkflows"], asked["required"])
values |= labelled(issues, asked["label"]) | deployments(repository)
print(json.dumps({f"github.{name}": value for name, value in values.items()}))
