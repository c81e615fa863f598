"""Measures a project through W&B's own client, by code that shares nothing with the collector.

Reads a JSON object from stdin: baseUrl, apiKey, entity, project, at. Prints one JSON object: the values by metric as
the collector should give them.
"""

import json
import math
import re
import statistics
from datetime import datetime, timedelta, timezone

from session import PROJECT, asked, login

AT = datetime.fromisoformat(asked["at"])
ENDED = {"finished", "failed", "crashed", "killed", "preempted"}


def moment(text):
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=timezone.utc)


def number(value):
    return value if type(value) in (int, float) and math.isfinite(value) else None


def summary(run):
    value = run.summary_metrics
    return json.loads(value) if isinstance(value, str) else value


def hours(run):
    own = summary(run)
    seconds = number((own.get("_wandb") or {}).get("runtime"))
    if seconds is None:
        seconds = number(own.get("_runtime"))
    if seconds is None:
        return (moment(run.heartbeat_at) - moment(run.created_at)) / timedelta(hours=1)
    return seconds / 3600


def percentile(values, q):
    return statistics.quantiles(values, n=100, method="inclusive")[q - 1]


def gpus(run):
    return [v for k, v in run.system_metrics.items() if re.fullmatch(r"system\.gpu\.\d+\.gpu", k)]


runs = list(login().runs(PROJECT, lazy=False, per_page=50))
fresh = [run for run in runs if moment(run.heartbeat_at) >= AT - timedelta(hours=1)]
alive = [run for run in runs if run.state in ("running", "preempting")]
running = [run for run in fresh if run.state == "running"]
ended = [run for run in runs if run.state in ENDED and AT - timedelta(days=7) < moment(run.heartbeat_at) <= AT]
durations = [hours(run) for run in ended]
accuracies = [number(summary(run).get("accuracy")) for run in ended if run.state == "finished"]
accuracies = [value for value in accuracies if value is not None]
losses = [(moment(run.heartbeat_at), number(summary(run).get("loss"))) for run in alive + ended]
utilizations = [value for run in running for value in gpus(run)]

values = {
    "runs.active": len([run for run in alive if run in fresh]),
    "runs.stale": len([run for run in runs if run.state == "running" and run not in fresh]),
    "runs.completed_7d": len([run for run in ended if run.state == "finished"]),
    "runs.failed_7d": len([run for run in ended if run.state in ("failed", "crashed")]),
    "runs.interrupted_7d": len([run for run in ended if run.state in ("killed", "preempted")]),
    "metrics.best_accuracy": max(accuracies),
    "metrics.avg_accuracy_7d": statistics.fmean(accuracies),
    "metrics.latest_loss": max(pair for pair in losses if pair[1] is not None)[1],
    "training.gpu_utilization_pct": statistics.fmean(utilizations),
    "training.duration_hours": statistics.fmean(durations),
    "training.duration_p50_hours": percentile(durations, 50),
    "training.duration_p90_hours": percentile(durations, 90),
    "training.gpu_hours": sum(hours(run) * run.config["world_size"] for run in ended if "world_size" in run.config),
}
print(json.dumps({f"wandb.{name}": value for name, value in values.items()}))
