"""Fills the state of a SkyPilot API server with generated rows and prints, as JSON, what is true of them.

Runs under the server's own Python, with HOME at its private home. Standard input is {"seed": NUMBER}.
"""

import datetime
import json
import random
import sys
import time

answer, sys.stdout = sys.stdout, sys.stderr  # the library prints what it likes

import sky
from sky import global_user_state, models
from sky.backends import CloudVmRayResourceHandle
from sky.jobs import state

from counting import DAY, FAILED, HOUR, truth

asked = json.load(sys.stdin)
dice = random.Random(asked["seed"])
now = time.time()

PEOPLE = {"5e1ec7ed": "ines", "c0ffee00": "jonas", "ba5eba11": "karim", "0ddba115": "lena"}
GPUS = [("H100", 8), ("L4", 1), ("L40S", 1), ("A10G", 4), ("A100-80GB", 8)]
PLACES = [("AWS", "us-east-1"), ("AWS", "us-west-2"), ("GCP", "europe-west4")]


def wish(gpu, count, nodes, spot=""):
    return f"{nodes}x[{gpu}:{count:g}]{spot}"


def unfinished_task(status):
    """One row, with what is known of it: `live` is (nodes, name, count) of a cluster that is up."""
    gpu, count = dice.choice(GPUS)
    nodes = dice.choice([1, 1, 2, 4])
    spot = dice.choice(["", "[Spot]", "[On-demand|Spot]"])
    row = dict(status=status, resources=wish(gpu, count, nodes, spot), recovery_count=0, job_duration=0.0)
    if status == "PENDING":
        return row
    # Long enough that the seconds until the server is asked are lost in the tolerance.
    age = dice.choice([0.95, 2.5, 11, 60, 200]) * HOUR + dice.uniform(0, 60)
    row["submitted_at"] = now - age - 300
    if status == "STARTING":
        return row
    row["start_at"] = now - age
    row["last_recovered_at"] = now - age
    if "Spot" in spot and dice.random() < 0.6:
        row["recovery_count"] = dice.randint(1, 5)
        row["last_recovered_at"] = now - age / 2
        row["job_duration"] = age / 3
    if status == "RECOVERING":
        row["job_duration"] = age / 3
    if status == "RUNNING" and dice.random() < 0.6:
        row["live"] = (nodes, gpu, count)
    return row


def finished_task(status):
    gpu, count = dice.choice(GPUS)
    row = dict(status=status, resources=wish(gpu, count, 1), recovery_count=0, job_duration=0.0)
    row["end_at"] = now - dice.choice([dice.uniform(0.1, 6.9), dice.uniform(7.1, 40)]) * DAY
    row["submitted_at"] = row["end_at"] - dice.uniform(1, 30) * HOUR
    if status not in ("FAILED_NO_RESOURCE", "FAILED_PRECHECKS"):
        row["start_at"] = row["last_recovered_at"] = row["submitted_at"] + 400
    return row


def make_jobs():
    jobs = []

    def add(tasks, schedule, place=None, workspace="default", name=None):
        number = len(jobs) + 1
        jobs.append(dict(id=number, name=name or f"work-{number}", owner=dice.choice(list(PEOPLE)), schedule=schedule,
                         place=place, workspace=workspace, tasks=tasks))

    for status, schedule, many in (("PENDING", "WAITING", 3), ("STARTING", "LAUNCHING", 2), ("RUNNING", "ALIVE", 9),
                                   ("RECOVERING", "ALIVE", 3), ("CANCELLING", "ALIVE", 1)):
        for _ in range(many + dice.randint(0, 2)):
            add([unfinished_task(status)], schedule, dice.choice(PLACES))
    for _ in range(3):
        add([finished_task("SUCCEEDED"), unfinished_task("RUNNING"), unfinished_task("PENDING")], "ALIVE", PLACES[0])
    half = unfinished_task("RUNNING")
    half.update(resources=wish("T4", 0.5, 1), live=(1, "T4", 0.5))
    add([half], "ALIVE")
    doubtful = unfinished_task("RUNNING")
    doubtful.update(resources="1x[A10G:1, L4:1]")
    doubtful.pop("live", None)
    add([doubtful], "ALIVE")
    for _ in range(25):
        add([finished_task(dice.choice(["SUCCEEDED", "SUCCEEDED", "CANCELLED", *FAILED]))], "DONE", dice.choice(PLACES))
    add([dict(status="CANCELLED", resources="1x[L4:1]", recovery_count=0, job_duration=0.0)], "DONE")  # in the queue
    add([finished_task("FAILED")], "DONE", workspace=None)  # from before there were workspaces: not shown
    return jobs


def make_clusters():
    clusters = []
    for number, status in enumerate(["UP", "UP", "UP", "STOPPED", "INIT", "UP"], 1):
        gpu, count = dice.choice(GPUS)
        clusters.append(dict(name=f"desk-{number}", owner=dice.choice(list(PEOPLE)), status=status,
                             autostop=dice.choice([-1, 45]), live=(dice.choice([1, 2]), gpu, count)))
    clusters.append(dict(name="sky-serve-controller-5e1ec7ed", owner="5e1ec7ed", status="UP", autostop=-1,
                         live=(1, None, 0)))
    return clusters


def rows_of(module):
    manager = getattr(module, "_db_manager", None)  # not yet there in 0.11
    return manager.get_engine() if manager else module.initialize_and_get_db()


def launch(name, owner, live, status="UP", autostop=-1, managed=False):
    nodes, gpu, count = live
    # A machine of Kubernetes needs no list of prices; it has whole GPUs, of which a fraction may be used.
    machine = "8CPU--32GB" + (f"--{gpu}:{max(1, int(count))}" if gpu else "")
    resources = sky.Resources(cloud=sky.Kubernetes(), instance_type=machine, region="lab",
                              accelerators={gpu: count} if gpu else None)
    handle = CloudVmRayResourceHandle(cluster_name=name, cluster_name_on_cloud=f"{name}-{owner}", cluster_yaml=None,
                                      launched_nodes=nodes, launched_resources=resources)
    global_user_state.add_or_update_cluster(name, handle, {resources}, ready=True, is_managed=managed)
    table = global_user_state.cluster_table
    known = dict(status=status, autostop=autostop, user_hash=owner, launched_at=int(now) - 2 * HOUR,
                 workspace="default")
    with rows_of(global_user_state).begin() as db:
        db.execute(table.update().where(table.c.name == name).values(**known))


def write(jobs, clusters):
    with rows_of(global_user_state).begin() as db:
        db.execute(global_user_state.cluster_table.delete())  # those of an earlier seed
    for digest, name in PEOPLE.items():
        global_user_state.add_or_update_user(models.User(id=digest, name=name))
    infos, tasks = [], []
    for job in jobs:
        cloud, region = job["place"] or (None, None)
        infos.append(dict(spot_job_id=job["id"], name=job["name"], schedule_state=job["schedule"],
                          user_hash=job["owner"], workspace=job["workspace"], cloud=cloud, region=region, zone=None))
        for number, task in enumerate(job["tasks"]):
            name = job["name"] if len(job["tasks"]) == 1 else f"{job['name']}-{number}"
            row = dict(submitted_at=None, start_at=None, end_at=None, last_recovered_at=-1, failure_reason=None)
            row.update({key: value for key, value in task.items() if key != "live"})
            row.update(job_name=name, task_name=name, spot_job_id=job["id"], task_id=number, metadata="{}")
            tasks.append(row)
            if "live" in task:
                launch(f"{name}-{job['id']}", job["owner"], task["live"], managed=True)
    with rows_of(state).begin() as db:
        for table, rows in ((state.job_info_table, infos), (state.spot_table, tasks)):
            db.execute(table.delete())
            known = [{key: value for key, value in row.items() if key in table.c} for row in rows]
            db.execute(table.insert(), known)
        queued = dict(new_status="PENDING", code="PENDING", reason="Job submitted to queue")
        first = [dict(queued, spot_job_id=job["id"], task_id=0,
                      timestamp=datetime.datetime.fromtimestamp(now - 10 * HOUR)) for job in jobs]
        db.execute(state.job_events_table.delete())
        db.execute(state.job_events_table.insert(), first)
    for cluster in clusters:
        launch(cluster["name"], cluster["owner"], cluster["live"], cluster["status"], cluster["autostop"])


jobs, clusters = make_jobs(), make_clusters()
write(jobs, clusters)
found = truth(jobs, clusters, now)
found["now"], found["people"], found["jobs"], found["clusters"] = now, PEOPLE, jobs, clusters
json.dump(found, answer)
