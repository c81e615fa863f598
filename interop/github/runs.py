"""Workflow runs of the week, with their earlier attempts and jobs, all by REST."""

from collections import Counter, defaultdict
from datetime import timedelta

from session import MINUTE, percentile, summaries, within

FAILED = {"failure", "timed_out", "startup_failure"}
SUPERSEDED = timedelta(seconds=90)


def failed(run):
    return run.conclusion in FAILED


def passed(run):
    return run.conclusion == "success"


def finished(runs):
    return [run for run in runs if failed(run) or passed(run)]


def rate(runs):
    return 100 * sum(map(passed, runs)) / len(finished(runs))


def file_of(run):
    path = run.path.split("@")[0]
    return "dynamic" if path.startswith("dynamic/") else path.split("/")[-1]


def elapsed(run):
    return (run.updated_at - run.run_started_at) / MINUTE


def by_jobs(run):
    jobs = [job for job in run.jobs() if job.started_at and job.completed_at]
    return (max(job.completed_at for job in jobs) - min(job.started_at for job in jobs)) / MINUTE


def durations(runs):
    """Minutes by id of the runs that succeeded or failed; those that cannot be true by their jobs."""
    timed = [run for run in runs if run.conclusion in ("success", "failure")]
    groups = defaultdict(list)
    for run in timed:
        groups[run.workflow_id].append(elapsed(run))
    most = {key: 3 * percentile(group, 99) for key, group in groups.items() if len(group) >= 100}
    doubtful = {run.id for run in timed if run.run_attempt == 1 and elapsed(run) > most.get(run.workflow_id, 50_400)}
    found = {run.id: by_jobs(run) if run.id in doubtful else elapsed(run) for run in timed}
    return {key: minutes for key, minutes in found.items() if minutes >= 0}


def attempts(run):
    """How the attempts before the latest ended; PyGithub has no name for them."""
    asked = [f"{run.url}/attempts/{number}" for number in range(1, run.run_attempt)]
    return [run.requester.requestJsonAndCheck("GET", url)[1]["conclusion"] for url in asked]


def flaky(runs):
    tried = {run.id for run in runs if passed(run) and {"failure", "timed_out"} & set(attempts(run))}
    groups = defaultdict(list)
    for run in runs:
        if run.event != "merge_group":
            groups[run.workflow_id, run.head_sha, run.event].append(run)
    for group in groups.values():
        first = min((run.created_at for run in group if failed(run)), default=None)
        later = [run.id for run in group if passed(run) and first is not None and run.created_at > first]
        tried |= set(later[:1])
    return len(tried)


def reason(run, runs):
    """Why a run was cancelled."""
    newer = [
        other.created_at
        for other in runs
        if (other.workflow_id, other.head_branch) == (run.workflow_id, run.head_branch)
        and other.run_number > run.run_number
    ]
    if any(run.updated_at - SUPERSEDED <= at <= run.updated_at for at in newer):
        return "superseded"
    base = run.url.split("/actions/")[0]
    for job in run.jobs():
        url = f"{base}/check-runs/{job.id}/annotations"
        for note in run.requester.requestJsonAndCheck("GET", url)[1]:
            if "exceeded the maximum execution time" in note["message"]:
                return "timeout"
    return "other"


def newest(runs, branch):
    """The newest finished run of each workflow on a branch of the repository itself."""
    own = [run for run in finished(runs) if run.head_branch == branch and run.head_repository.id == run.repository.id]
    return list({run.workflow_id: run for run in sorted(own, key=lambda run: (run.run_number, run.run_attempt))}.values())


def by_workflow(runs, minutes, branch, most):
    sizes = Counter(map(file_of, runs))
    kept = sorted(sizes, key=lambda name: (-sizes[name], name))[:most]
    groups = defaultdict(list)
    for run in runs:
        groups[file_of(run) if file_of(run) in kept else "other"].append(run)
    values = {}
    for name, group in groups.items():
        times = [minutes[run.id] for run in group if run.id in minutes]
        last = newest(group, branch)
        if finished(group):
            values[f"success_rate_pct{{workflow:{name}}}"] = rate(group)
        if len(times) >= 10:
            values[f"duration_p90_minutes{{workflow:{name}}}"] = percentile(times, 90)
        if last:
            values[f"passing_on_main{{workflow:{name}}}"] = int(all(map(passed, last)))
    return {f"by_workflow.{name}": value for name, value in values.items()}


def measure(repository, most, required):
    runs = [run for run in repository.get_workflow_runs() if within(run.created_at)]
    minutes = durations(runs)
    cancelled = [reason(run, runs) for run in runs if run.conclusion == "cancelled"]
    last = newest(runs, repository.default_branch)
    names = {"mean": "avg_workflow_duration_minutes"} | {q: f"duration_p{q}_minutes" for q in (50, 90, 99)}
    values = {
        "workflow_runs_7d": len(runs),
        "failed_workflows_7d": sum(map(failed, runs)),
        "success_rate_pct": rate(runs),
        "flaky_checks_7d": flaky(runs),
        "timeout_cancellations_7d": cancelled.count("timeout") + sum(run.conclusion == "timed_out" for run in runs),
        "main.failing_workflows": sum(map(failed, last)),
        "tests_passing_on_main": int(all(passed(run) for run in last if file_of(run) in required)),
    }
    values |= {f"cancelled_7d{{reason:{why}}}": cancelled.count(why) for why in ("superseded", "timeout", "other")}
    values |= summaries(list(minutes.values()), names) | by_workflow(runs, minutes, repository.default_branch, most)
    return {f"ci.{name}": value for name, value in values.items()}
