"""What is true of seeded rows, counted by the definitions of the metrics and by nothing of the collector."""

HOUR = 3600
DAY = 24 * HOUR
FAILED = ["FAILED", "FAILED_SETUP", "FAILED_PRECHECKS", "FAILED_NO_RESOURCE", "FAILED_CONTROLLER"]


def quantile(values, share):
    ordered, position = sorted(values), share * (len(values) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def gpus_of(task):
    """(name, number over all nodes) or None where it cannot be told."""
    if "live" in task:
        nodes, gpu, count = task["live"]
        return gpu, nodes * count
    nodes, rest = task["resources"].split("x[", 1)
    entry = rest.split("]", 1)[0]
    if "," in entry:
        return None
    gpu, count = entry.split(":")
    return gpu, int(nodes) * float(count)


def pricing_of(task):
    if "live" in task:
        return "ondemand"
    return {"Spot]": "spot", "On-demand|Spot]": "unknown"}.get(task["resources"].rsplit("[", 1)[1], "ondemand")


def truth(jobs, clusters, now):
    shown = [job for job in jobs if job["workspace"]]
    tasks = [(job, task) for job in shown for task in job["tasks"]]
    ended = ["SUCCEEDED", "CANCELLED", *FAILED]
    active = [(job, task) for job, task in tasks if task["status"] not in ended]
    running = [(job, task) for job, task in active if task["status"] == "RUNNING"]
    of = lambda *statuses: sum(task["status"] in statuses for _, task in tasks)
    week = lambda *statuses: sum(task["status"] in statuses and task.get("end_at", 0) > now - 7 * DAY for _, task in tasks)
    started = [task["recovery_count"] for _, task in active if "start_at" in task]
    seconds = [task["job_duration"] + now - task["last_recovered_at"] for _, task in running]
    known = [(gpus_of(task), pricing_of(task)) for _, task in running if gpus_of(task)]
    number = lambda *names: sum(count for (gpu, count), _ in known if not names or gpu in names)
    up = [one for one in clusters if one["status"] == "UP" and not one["name"].startswith("sky-")]
    values = {
        "jobs.queued": of("PENDING", "STARTING"),
        "jobs.running": len(running),
        "jobs.failed": of(*FAILED),
        "jobs.succeeded": of("SUCCEEDED"),
        "jobs.cancelled": of("CANCELLED"),
        "jobs.failed_7d": week(*FAILED),
        "jobs.succeeded_7d": week("SUCCEEDED"),
        "jobs.cancelled_7d": week("CANCELLED"),
        "jobs.with_recoveries": sum(t["recovery_count"] > 0 or t["status"] == "RECOVERING" for _, t in active),
        "jobs.recovery_count.avg": sum(started) / len(started),
        "jobs.recovery_count.max": max(started),
        "jobs.runtime_seconds.min": min(seconds),
        "jobs.runtime_seconds.max": max(seconds),
        "jobs.runtime_seconds.avg": sum(seconds) / len(seconds),
        "jobs.runtime_seconds.p50": quantile(seconds, 0.5),
        "jobs.runtime_seconds.p90": quantile(seconds, 0.9),
        "jobs.runtime_seconds.p99": quantile(seconds, 0.99),
        "jobs.runtime_buckets.0_1h": sum(one < HOUR for one in seconds),
        "jobs.runtime_buckets.1_4h": sum(HOUR <= one < 4 * HOUR for one in seconds),
        "jobs.runtime_buckets.4_24h": sum(4 * HOUR <= one < DAY for one in seconds),
        "jobs.runtime_buckets.over_24h": sum(one >= DAY for one in seconds),
        "resources.gpus.l4_count": number("L4"),
        "resources.gpus.a10g_count": number("A10G"),
        "resources.gpus.h100_count": number("H100"),
        "resources.gpus.total_count": number(),
        "resources.unknown_jobs": len(running) - len(known),
        "resources.spot_jobs": sum(pricing_of(task) == "spot" for _, task in running),
        "resources.ondemand_jobs": sum(pricing_of(task) == "ondemand" for _, task in running),
        "users.active_count": len({job["owner"] for job, _ in active} | {one["owner"] for one in up}),
        "clusters.active": len(up),
        "clusters.no_autostop": sum(one["autostop"] < 0 for one in up),
    }
    for status in ["PENDING", "SUBMITTED", "STARTING", "RUNNING", "WINDING_DOWN", "RECOVERING", "CANCELLING", *ended]:
        values[f"jobs.by_status{{status:{status.lower()}}}"] = of(status)
    values["jobs.by_status{status:other}"] = 0
    for (gpu, count), pricing in known:
        name = f"resources.gpus.by_type{{gpu_type:{gpu.lower()},pricing:{pricing}}}"
        values[name] = values.get(name, 0) + count
    return dict(values=values, places=places(running))


def places(running):
    """Where tasks run, as servers tell it: some forget where a task was last, some fail over a fraction of a GPU."""
    def count(remembers, tells_fractions):
        found = {"regions.us_east_1": 0, "regions.us_west_2": 0, "regions.other": 0}
        for job, task in running:
            live = task.get("live")
            if live and not tells_fractions and live[2] % 1:
                cloud, region = "unknown", "unknown"
            elif live:
                cloud, region = "kubernetes", "lab"
            else:
                cloud, region = (remembers and job["place"]) or ("unknown", "unknown")
            name = f"jobs.by_region{{cloud:{cloud.lower()},region:{region}}}"
            found[name] = found.get(name, 0) + 1
            base = {"us-east-1": "regions.us_east_1", "us-west-2": "regions.us_west_2"}.get(region, "regions.other")
            if region != "unknown":
                found[base] += 1
        return found
    return dict(all=count(True, True), whole=count(True, False), live=count(False, False))
