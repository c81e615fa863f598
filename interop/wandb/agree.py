"""Lets W&B's own client judge the stand-in: what it reads in one way must be what it reads in another.

Reads what read.py reads. Prints a list of what was compared; ends with an error where two readings differ.
"""

import json

from session import PROJECT, asked, login, wandb

api = login()
compared = []


def ids(**how):
    api.flush()  # the client remembers the answer for the same path, filters and order
    return [run.id for run in api.runs(PROJECT, **how)]


def same(what, one, other):
    if one != other:
        raise SystemExit(f"{what}: {one} is not {other}")
    compared.append(what)


def refused(what, call, kind):
    try:
        call()
    except kind:
        compared.append(what)
    else:
        raise SystemExit(f"{what}: it was not refused")


whole = list(api.runs(PROJECT, lazy=False, per_page=500))
every = [run.id for run in whole]
same("no run twice", len(set(every)), len(every))
same("pages of seven", ids(per_page=7), every)
same("newest first", ids(order="-created_at"), every[::-1])
same("count", len(api.runs(PROJECT, per_page=1)), len(every))
for state in sorted({run.state for run in whole}):
    same(f"state {state}", ids(filters={"state": state}), [run.id for run in whole if run.state == state])
wanted = ["running", "failed"]
same("states", ids(filters={"state": {"$in": wanted}}), [run.id for run in whole if run.state in wanted])
middle = sorted(run.created_at[:19] for run in whole)[len(whole) // 2]
later = {"$and": [{"createdAt": {"$gte": f"{middle}Z"}}, {"state": {"$ne": "running"}}]}
same("createdAt", ids(filters=later), [r.id for r in whole if r.created_at[:19] >= middle and r.state != "running"])
for run in whole[:10]:
    alone = api.run(f"{PROJECT}/{run.id}")
    same(f"run {run.id} alone", str(dict(alone.summary)), str(dict(run.summary)))
    same(f"configuration of {run.id}", alone.config, run.config)
logged = whole[0]
steps = [row["_step"] for row in logged.history(samples=100, pandas=False)]
same("history", steps, list(range(len(steps))))
same("scan", [row["_step"] for row in logged.scan_history()], steps)
same("scan of loss", [row["loss"] for row in logged.scan_history(keys=["loss"])], [
    row["loss"] for row in logged.history(samples=100, pandas=False)
])
same("projects", asked["project"] in [project.name for project in api.projects(asked["entity"])], True)
same("viewer", asked["entity"] in api.viewer.teams, True)
refused("missing project", lambda: list(api.runs(f"{asked['entity']}/no-such-project")), ValueError)
refused("wrong key", lambda: login("x" * 40), wandb.errors.AuthenticationError)
print(json.dumps(compared))
