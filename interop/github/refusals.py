"""Lets PyGithub judge what the stand-in refuses. Reads url, token, repository from stdin.

Prints one line a refusal: the error that PyGithub makes of it, status and message.
"""

import json
import sys

import github
from session import asked, graph, login

MISSING = '{ repository(owner: "acme", name: "no-such-repository") { name } }'
FINE = "query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { name } }"


def refused(call):
    try:
        call()
    except github.GithubException as error:
        told = error.data.get("message") or error.data["errors"][0]["message"]
        return f"{type(error).__name__} {error.status} {told}"
    return "not refused"


def spend():
    while True:
        repository.get_issues(state="all").get_page(0)


client = login()
repository = client.get_repo(asked["repository"])
calls = [
    lambda: login(token="wrong").get_repo(asked["repository"]),
    lambda: graph(login(token="wrong"), FINE),
    lambda: client.get_repo("acme/no-such-repository"),
    lambda: repository.get_commit("0" * 40),
    lambda: repository.get_workflow_run(1),
    lambda: repository.get_commits(sha="no-such-branch").get_page(0),
    lambda: repository.get_deployments().get_page(0),
    lambda: client.requester.graphql_query(MISSING, {}),
    spend,
]
json.dump([refused(call) for call in calls], sys.stdout)
