"""Measures a workspace through Asana's own client, by code that shares nothing with the collector.

Reads a JSON object from stdin: host, token, workspace, at, timezone, tracked. Prints one JSON object: the values by
metric as the collector should give them.
"""

import json
import statistics
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import asana

asked = json.load(sys.stdin)
AT = datetime.fromisoformat(asked["at"])
ZONE = ZoneInfo(asked["timezone"])
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
STATUSES = ["on_track", "at_risk", "off_track", "on_hold", "complete", "dropped", "none"]
COLORS = {"green": "on_track", "yellow": "at_risk", "red": "off_track", "blue": "on_hold", "complete": "complete"}
TASK_FIELDS = (
    "completed,completed_at,created_at,modified_at,due_on,due_at,assignee.name,resource_subtype,"
    "is_rendered_as_separator,memberships.project.name,memberships.section.name,custom_fields.name,"
    "custom_fields.enum_value.name"
)


def client():
    configuration = asana.Configuration()
    configuration.host = asked["host"]
    configuration.access_token = asked["token"]
    return asana.ApiClient(configuration)


def moment(text):
    return None if text is None else datetime.fromisoformat(text)


def within(at, window):
    return at is not None and AT - window < at <= AT


def is_open(task):
    return not task["completed"]


def is_completed(task, window):
    return task["completed"] and within(moment(task["completed_at"]), window)


def created_lately(task):
    return within(moment(task["created_at"]), WEEK)


def due(task):
    today = AT.astimezone(ZONE).date()
    sunday = today + timedelta(days=6 - today.weekday())
    at = moment(task["due_at"])
    day = at.astimezone(ZONE).date() if at else task["due_on"] and datetime.fromisoformat(task["due_on"]).date()
    if not day:
        return "no_due_date"
    if at < AT if at else day < today:
        return "overdue"
    if day == today:
        return "due_today"
    return "due_this_week" if day <= sunday else "later"


def status(project):
    update, older = project["current_status_update"], project["current_status"]
    if update:
        return update["status_type"]
    return COLORS[older["color"]] if older else "none"


def percentile(values, q):
    return statistics.quantiles(values, n=100, method="inclusive")[q - 1]


def of_tasks(tasks):
    opened = [task for task in tasks if is_open(task)]
    completed = [task for task in tasks if is_completed(task, WEEK)]
    month = [task for task in tasks if is_completed(task, MONTH)]
    hours = [(moment(t["completed_at"]) - moment(t["created_at"])) / timedelta(hours=1) for t in completed]
    touched = completed + [task for task in tasks if within(moment(task["modified_at"]), WEEK)]
    values = {
        "tasks.open": len(opened),
        "tasks.total": len(opened) + len(month),
        "tasks.completed_7d": len(completed),
        "tasks.completed_30d": len(month),
        "tasks.assigned": sum(1 for task in opened if task["assignee"]),
        "tasks.unassigned": sum(1 for task in opened if not task["assignee"]),
        "velocity.completed_per_day_7d": len(completed) / 7,
        "velocity.completion_rate_pct": 100 * len(completed) / sum(map(created_lately, tasks)),
        "cycle_time.avg_hours": statistics.fmean(hours),
        "cycle_time.p50_hours": percentile(hours, 50),
        "cycle_time.p90_hours": percentile(hours, 90),
        "users.active_7d": len({task["assignee"]["name"] for task in touched if task["assignee"]}),
    }
    for when in ["overdue", "due_today", "due_this_week", "no_due_date"]:
        values[f"tasks.{when}"] = sum(1 for task in opened if due(task) == when)
    return values


def of_projects(projects):
    active = [project for project in projects if not project["archived"] and not project["completed"]]
    counts = {name: sum(1 for project in active if status(project) == name) for name in STATUSES}
    values = {f"projects.{name}": counts[name] for name in STATUSES[:3]}
    values |= {f"projects.by_status{{status:{name}}}": count for name, count in counts.items()}
    return values | {"projects.active": len(active)}


def of_bugs(tasks, tracked):
    opened = [task for task in tasks if is_open(task)]
    ages = [(AT - moment(task["created_at"])) / timedelta(days=1) for task in opened]
    sections = [
        membership["section"]["name"]
        for task in opened
        for membership in task["memberships"]
        if membership["project"]["gid"] == tracked["gid"]
    ]
    counts = {bucket: sum(1 for name in sections if name in names) for bucket, names in tracked["names"].items()}
    counts["other"] = len(opened) - sum(counts.values())
    values = {f"{bucket}_count": count for bucket, count in counts.items()}
    values |= {
        "total_open": len(opened),
        "completed_7d": sum(1 for task in tasks if is_completed(task, WEEK)),
        "completed_30d": sum(1 for task in tasks if is_completed(task, MONTH)),
        "created_7d": sum(map(created_lately, tasks)),
        "avg_age_days": statistics.fmean(ages),
        "oldest_bug_days": max(ages),
    }
    tagged = {f"projects.bugs.{name}{{project:{tracked['key']}}}": value for name, value in values.items()}
    return tagged | by_label(opened, tracked)


def by_label(opened, tracked):
    if "label" not in tracked:
        return {}
    chosen = [
        (field["enum_value"] or {"name": "none"})["name"].lower()
        for task in opened
        for field in task["custom_fields"]
        if field["name"] == tracked["label"]
    ]
    name = "projects.bugs.by_label"
    return {f"{name}{{label:{label},project:{tracked['key']}}}": chosen.count(label) for label in set(chosen)}


def main():
    api = client()
    me = asana.UsersApi(api).get_user("me", {"opt_fields": "name,workspaces.name"})
    assert [workspace["gid"] for workspace in me["workspaces"]] == [asked["workspace"]], me
    project_fields = "name,archived,completed,current_status_update.status_type,current_status.color"
    projects = list(
        asana.ProjectsApi(api).get_projects(
            {"workspace": asked["workspace"], "archived": False, "limit": 10, "opt_fields": project_fields}
        )
    )
    tasks = {
        project["gid"]: [
            task
            for task in asana.TasksApi(api).get_tasks_for_project(
                project["gid"], {"limit": 50, "opt_fields": TASK_FIELDS}
            )
            if not task["is_rendered_as_separator"]
        ]
        for project in projects
    }
    distinct = {task["gid"]: task for some in tasks.values() for task in some}
    values = of_tasks(list(distinct.values())) | of_projects(projects)
    for tracked in asked["tracked"]:
        values |= of_bugs(tasks[tracked["gid"]], tracked)
    json.dump({f"asana.{name}": value for name, value in values.items()}, sys.stdout)


main()
