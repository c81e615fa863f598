"""Lets PyGithub judge the stand-in: what it reads in one way must be what it reads in another.

Reads url, token, repository from stdin. Prints a list of what was compared; ends with an error where two readings
differ.
"""

import json

from session import AT, WEEK, asked, graph, is_pull, login

QUERY = """
query ($owner: String!, $name: String!, $state: PullRequestState!) {
  repository(owner: $owner, name: $name) { databaseId pullRequests(states: [$state], first: 1) { totalCount } }
}"""
compared = []


def same(what, one, other):
    if one != other:
        raise SystemExit(f"{what}: {one} is not {other}")
    compared.append(what)


def read(per_page):
    return login(per_page=per_page).get_repo(asked["repository"])


client = login()
repository = client.get_repo(asked["repository"])
small = read(7)
issues = list(repository.get_issues(state="all"))
pulls = [issue for issue in issues if is_pull(issue)]
numbers = [issue.number for issue in issues]
same("issues, no one twice", len(set(numbers)), len(numbers))
same("issues in pages of seven", [issue.number for issue in small.get_issues(state="all")], numbers)
upwards = repository.get_issues(state="all", sort="created", direction="asc")
same("issues, oldest first", [issue.number for issue in upwards], numbers[::-1])
same("issues by count", read(1).get_issues(state="all").totalCount, len(numbers))
merged = sum(1 for pull in pulls if pull.pull_request.merged_at)
opened = sum(1 for pull in pulls if pull.state == "open")
states = {"MERGED": merged, "OPEN": opened, "CLOSED": len(pulls) - merged - opened}
for state, count in states.items():
    told = graph(client, QUERY, state=state)
    same(f"{state} by GraphQL", told["pullRequests"]["totalCount"], count)
    same(f"the repository by GraphQL, with {state}", told["databaseId"], repository.id)

commits = list(repository.get_commits(since=AT - WEEK, until=AT))
shas = [commit.sha for commit in commits]
same("commits in pages of seven", [commit.sha for commit in small.get_commits(since=AT - WEEK, until=AT)], shas)
for commit in commits[:5]:
    same(f"{commit.sha} adds up", commit.stats.additions + commit.stats.deletions, commit.stats.total)
    same(f"additions of {commit.sha}", sum(file.additions for file in commit.files), commit.stats.additions)
    same(f"files of {commit.sha}", [f.filename for f in small.get_commit(commit.sha).files], [
        file.filename for file in commit.files
    ])
base, head = shas[5], shas[0]
between = repository.compare(base, head)
same("a comparison", [commit.sha for commit in between.commits], shas[:5][::-1])
same("its status", (between.status, between.ahead_by, between.behind_by), ("ahead", 5, 0))
names = [branch.name for branch in repository.get_branches()]
same("branches in pages of seven", [branch.name for branch in small.get_branches()], names)
same("the default branch is one of them", repository.default_branch in names, True)

runs = list(repository.get_workflow_runs())
ids = [run.id for run in runs]
same("runs, no one twice", len(set(ids)), len(ids))
same("runs in pages of seven", [run.id for run in small.get_workflow_runs()], ids)
for status in ("success", "failure", "cancelled"):
    same(f"runs by {status}", [r.id for r in repository.get_workflow_runs(status=status)], [
        run.id for run in runs if run.conclusion == status
    ])
main = repository.default_branch
same("runs of the default branch", [run.id for run in repository.get_workflow_runs(branch=main)], [
    run.id for run in runs if run.head_branch == main
])
since = (AT - WEEK).strftime("%Y-%m-%dT%H:%M:%SZ")
same("runs by their creation", [run.id for run in repository.get_workflow_runs(created=f">={since}")], [
    run.id for run in runs if run.created_at >= AT - WEEK
])
workflows = list(repository.get_workflows())
same("runs by workflow", sum(workflow.get_runs().totalCount for workflow in workflows), len(runs))
for run in runs[:5]:
    jobs = list(run.jobs())
    same(f"jobs of run {run.id}", [job.run_id for job in jobs], [run.id] * len(jobs))
    same(f"run {run.id} alone", repository.get_workflow_run(run.id).updated_at, run.updated_at)

left = client.rate_limiting[0]
same("an unchanged repository", repository.update(), False)
same("it costs nothing", client.rate_limiting[0], left)
limits = client.get_rate_limit().resources.core
same("the limit", (limits.remaining, limits.limit), (left, client.rate_limiting[1]))
print(json.dumps(compared))
