"""Commits on the default branch: their changes by REST, one by one; co-authors and checks by GraphQL."""

import re
from datetime import timedelta

from pulls import talk
from session import AT, MINUTE, WEEK, graph, is_bot, moment, pages, within

HISTORY = """
query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef {
      target {
        ... on Commit {
          history(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes {
              oid committedDate
              statusCheckRollup { state }
              authors(first: 100) { nodes { name email user { login databaseId } } }
              associatedPullRequests(first: 1) { nodes { number } }
            }
          }
        }
      }
    }
  }
}"""
NOREPLY = re.compile(r"(?:(\d+)\+)?(.+)@users\.noreply\.github\.com")
VERDICTS = {"SUCCESS", "FAILURE", "ERROR"}


def history(client):
    """All commits of the default branch, newest first."""
    return pages(lambda after: graph(client, HISTORY, after=after)["defaultBranchRef"]["target"]["history"])


def person(author):
    """What tells a person apart; nothing for a bot."""
    user, address = author["user"], author["email"].lower()
    noreply = NOREPLY.fullmatch(address)
    logins = [user["login"]] if user else []
    logins += [noreply[2]] if noreply else []
    if any(map(is_bot, logins)) or author["name"].lower().endswith("[bot]"):
        return None
    if user:
        return user["databaseId"]
    return int(noreply[1]) if noreply and noreply[1] else address


def developers(nodes):
    found = set()
    for node in nodes:
        first, *others = node["authors"]["nodes"]
        found |= {person(author) for author in [first, *(other for other in others if other["user"])]}
    return found - {None}


def is_hotfix(subject, pull):
    if re.match(r"\W*hotfix\b", subject, re.I):
        return True
    labels = [label["name"].lower() for label in pull["labels"]["nodes"]] if pull else []
    return bool(pull) and ("hotfix" in labels or re.match(r"hotfix[/-]", pull["headRefName"], re.I) is not None)


def is_revert(message, pull, known):
    subject = message.split("\n")[0]
    if re.match(r'Revert "|revert(\(.*?\))?!?:', subject):
        return True
    told = "\n".join([message, (pull or {}).get("body") or ""])
    if re.search(r"^Reverts (\S+/\S+)?#\d+", told, re.M) or re.search(r"^This reverts pull", told, re.M):
        return True
    undone = re.findall(r"^This reverts commit ([0-9a-f]{7,40})", told, re.M)
    if any(sha.startswith(start) for start in undone for sha in known):
        return True
    return bool(pull) and re.match(r"revert-\d+-", pull["headRefName"]) is not None


def red_minutes(nodes):
    """Minutes of the week in which the newest commit with a verdict had failed."""
    states = [(moment(node["committedDate"]), (node["statusCheckRollup"] or {}).get("state")) for node in nodes]
    decided = sorted((at, state != "SUCCESS") for at, state in states if state in VERDICTS)
    ends = [at for at, _ in decided[1:]] + [AT]
    spans = [min(end, AT) - max(at, AT - WEEK) for (at, red), end in zip(decided, ends) if red]
    return sum((span for span in spans if span > timedelta(0)), timedelta(0)) / MINUTE


def measure(client, repository):
    # The lists take whole seconds and both ends; the window is half open.
    listed = repository.get_commits(since=AT - WEEK, until=AT)
    commits = [commit for commit in listed if within(commit.commit.committer.date)]
    singles = [commit for commit in commits if len(commit.parents) < 2]
    nodes = history(client)
    known = [node["oid"] for node in nodes]
    numbers = {node["oid"]: node["associatedPullRequests"]["nodes"] for node in nodes}
    pulls = {c.sha: talk(client, numbers[c.sha][0]["number"]) if numbers[c.sha] else None for c in commits}
    people = developers([node for node in nodes if within(moment(node["committedDate"]))])
    said = [(commit.commit.message, pulls[commit.sha]) for commit in commits]
    return {
        "commits.total_7d": len(commits),
        "commits.reverts": sum(1 for message, pull in said if is_revert(message, pull, known)),
        "commits.hotfix": sum(1 for message, pull in said if is_hotfix(message.split("\n")[0], pull)),
        "commits.per_developer_7d": len(commits) / len(people),
        "developers.active_7d": len(people),
        "code.lines_added_7d": sum(commit.stats.additions for commit in singles),
        "code.lines_deleted_7d": sum(commit.stats.deletions for commit in singles),
        "code.files_changed_7d": len({file.filename for commit in singles for file in commit.files}),
        "ci.main.red_minutes_7d": red_minutes(nodes),
    }
