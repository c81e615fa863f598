"""Runs a moto server and fills it: each line of the input is a seed, each line of the output the truth about it.

Server and filling share a process, because moto stamps all it makes with the present time: what is to be older has its
times moved back in moto's own memory. The truth is counted from the plan that the seed makes and from the sizes that AWS
publishes, never from what the server answers.
"""

import json
import os
import random
import sys
from datetime import datetime, timedelta, timezone
from urllib.request import Request, urlopen

os.environ.update(
    AWS_ACCESS_KEY_ID="interop",
    AWS_SECRET_ACCESS_KEY="interop",
    AWS_EC2_METADATA_DISABLED="true",
    # Else the account owns a thousand snapshots of stock images.
    MOTO_EC2_LOAD_DEFAULT_AMIS="false",
)

import boto3
from moto.ec2.models import ec2_backends
from moto.server import ThreadedMotoServer

# https://aws.amazon.com/ec2/instance-types/: vCPUs, GPUs, whether there is an accelerator of any kind
SIZES = {
    "t3.micro": (2, 0, False),
    "m5.2xlarge": (8, 0, False),
    "c6i.8xlarge": (32, 0, False),
    "r5.24xlarge": (96, 0, False),
    "m5.metal": (96, 0, False),
    "g5.xlarge": (4, 1, True),
    "g5.48xlarge": (192, 8, True),
    "g6f.large": (2, 0.125, True),
    "g6f.4xlarge": (16, 0.5, True),
    "p4d.24xlarge": (96, 8, True),
    "inf2.xlarge": (4, 0, True),
    "trn1.2xlarge": (8, 0, True),
}
STATES = ["running"] * 6 + ["stopped"] * 2 + ["terminated"]
HOME, OTHER = "123456789012", "210987654321"
ROLE = f"arn:aws:iam::{OTHER}:role/reader"
PLACES = [(HOME, "us-east-1"), (HOME, "eu-central-1"), (OTHER, "us-east-1")]
LOOKBACK_HOURS = 24
MEGABYTE = 1_000_000


class Cloud:
    def __init__(self, url):
        self.url = url

    def client(self, service, account=HOME, region="us-east-1"):
        keys = {}
        if account != HOME:
            made = self.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="interop")["Credentials"]
            keys = {
                "aws_access_key_id": made["AccessKeyId"],
                "aws_secret_access_key": made["SecretAccessKey"],
                "aws_session_token": made["SessionToken"],
            }
        return boto3.client(service, region_name=region, endpoint_url=self.url, **keys)

    def reset(self):
        urlopen(Request(self.url + "/moto-api/reset", method="POST")).close()


def plan(number, place):
    """What there shall be in a region, decided before anything is made."""
    rng = random.Random(f"{number} {place}")
    instances = [
        {
            "type": rng.choice(list(SIZES)),
            "spot": rng.random() < 0.35,
            "state": rng.choice(STATES),
            "days": round(rng.uniform(0.3, 0.45) if rng.random() < 0.2 else rng.uniform(2, 500), 3),
            "root": rng.randint(8, 400),
            "load": rng.choice(["busy", "idle", "silent", "sparse", "talkative"]),
            "agent": rng.choice([None, 0, 97]),
        }
        for _ in range(rng.randint(12, 30))
    ]
    for one in instances:
        # A spot instance cannot be stopped.
        if one["spot"] and one["state"] == "stopped":
            one["state"] = "running"
    kept = [index for index, one in enumerate(instances) if one["state"] != "terminated"]
    volumes = [
        {
            "size": rng.randint(130, 2000),
            "type": rng.choice(["gp2", "gp3", "io1", "st1", "standard"]),
            "on": rng.choice([None, *kept[:6]]),
        }
        for _ in range(rng.randint(3, 12))
    ]
    return {"instances": instances, "volumes": volumes, "snapshots": rng.choices(range(len(volumes)), k=rng.randint(0, 9))}


def build(cloud, account, region, wanted):
    ec2 = cloud.client("ec2", account, region)
    backend = ec2_backends[account][region]
    ids = []
    for one in wanted["instances"]:
        market = {"InstanceMarketOptions": {"MarketType": "spot"}} if one["spot"] else {}
        ebs = {"VolumeSize": one["root"], "VolumeType": "gp3", "DeleteOnTermination": True}
        made = ec2.run_instances(
            ImageId="ami-12345678",
            InstanceType=one["type"],
            MinCount=1,
            MaxCount=1,
            BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": ebs}],
            **market,
        )["Instances"][0]["InstanceId"]
        backend.get_instance(made).launch_time -= timedelta(days=one["days"])
        ids.append(made)
        if one["state"] == "terminated":
            ec2.terminate_instances(InstanceIds=[made])
    volumes = []
    for one in wanted["volumes"]:
        options = {"Iops": 500} if one["type"] == "io1" else {}
        made = ec2.create_volume(AvailabilityZone=region + "a", Size=one["size"], VolumeType=one["type"], **options)
        volumes.append(made["VolumeId"])
        if one["on"] is not None:
            ec2.attach_volume(VolumeId=made["VolumeId"], InstanceId=ids[one["on"]], Device=f"/dev/sd{len(volumes) + 102:c}")
    for index in wanted["snapshots"]:
        ec2.create_snapshot(VolumeId=volumes[index])
    for one, made in zip(wanted["instances"], ids):
        if one["state"] == "stopped":
            ec2.stop_instances(InstanceIds=[made])
    publish(cloud.client("cloudwatch", account, region), wanted["instances"], ids)


def publish(cloud_watch, instances, ids):
    hour = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0)
    # From the hour that has just begun, so that nothing is missing if it ends before the collector comes.
    hours = [hour - timedelta(hours=back) for back in range(LOOKBACK_HOURS + 1)]

    def put(namespace, name, dimensions, value, times):
        points = [
            {"MetricName": name, "Dimensions": dimensions, "Timestamp": at, "Value": value} for at in times
        ]
        cloud_watch.put_metric_data(Namespace=namespace, MetricData=points)

    for one, made in zip(instances, ids):
        own = [{"Name": "InstanceId", "Value": made}]
        if one["state"] != "running":
            continue
        if SIZES[one["type"]][1] > 0 and one["agent"] is not None:
            for index in "01":
                gpu = [*own, {"Name": "index", "Value": index}]
                put("CWAgent", "nvidia_smi_utilization_gpu", gpu, one["agent"] + int(index), hours)
        if one["load"] == "silent":
            continue
        times = hours[:13] if one["load"] == "sparse" else hours
        put("AWS/EC2", "CPUUtilization", own, 70 if one["load"] == "busy" else 2, times)
        sent = 3 * MEGABYTE if one["load"] == "talkative" else 1000
        for direction in ["NetworkIn", "NetworkOut"]:
            put("AWS/EC2", direction, own, sent, times)


def verdict(one):
    """Idle, busy or unknown, of a running instance."""
    _, gpus, accelerated = SIZES[one["type"]]
    # An instance that runs for less than the hours it reports has them all.
    gaps = one["load"] == "sparse" and one["days"] > 1
    if accelerated:
        if gpus == 0 or one["agent"] is None:
            return "unknown"
        return "idle" if one["agent"] + 1 < 5 else "busy"
    if one["load"] == "silent" or gaps:
        return "unknown"
    return "busy" if one["load"] in ["busy", "talkative"] else "idle"


def truth(wanted):
    live = [one for one in wanted["instances"] if one["state"] != "terminated"]
    running = [one for one in live if one["state"] == "running"]
    sizes = [SIZES[one["type"]] for one in running]
    free = [one for one in wanted["volumes"] if one["on"] is None]
    agents = [one["agent"] + 0.5 for one in running if SIZES[one["type"]][1] > 0 and one["agent"] is not None]
    values = {
        "ec2.instances.total": len(live),
        "ec2.instances.running": len(running),
        "ec2.instances.stopped": len(live) - len(running),
        "ec2.instances.spot": sum(one["spot"] for one in live),
        "ec2.instances.ondemand": sum(not one["spot"] for one in live),
        "ec2.instances.other_lifecycle": 0,
        "ec2.instances.gpu_count": sum(gpus > 0 for _, gpus, _ in sizes),
        "ec2.instances.cpu_count": sum(not accelerated for _, _, accelerated in sizes),
        "ec2.capacity.gpus": sum(gpus for _, gpus, _ in sizes),
        "ec2.capacity.vcpus": sum(vcpus for vcpus, _, _ in sizes),
        "ec2.instances.avg_age_days": sum(one["days"] for one in running) / len(running),
        "ec2.instances.oldest_age_days": max(one["days"] for one in running),
        "ec2.instances.idle": sum(verdict(one) == "idle" for one in running),
        "ec2.instances.idle_unknown": sum(verdict(one) == "unknown" for one in running),
        "ec2.ebs.volumes.total": len(live) + len(wanted["volumes"]),
        "ec2.ebs.volumes.unattached": len(free),
        "ec2.ebs.volumes.attached": len(live) + len(wanted["volumes"]) - len(free),
        "ec2.ebs.volumes.size_gb": sum(one["root"] for one in live) + sum(one["size"] for one in wanted["volumes"]),
        "ec2.ebs.snapshots.total": len(wanted["snapshots"]),
        "ec2.ebs.snapshots.size_gb": sum(wanted["volumes"][index]["size"] for index in wanted["snapshots"]),
    }
    if agents:
        values["ec2.capacity.gpu_utilization_pct"] = sum(agents) / len(agents)
    for one in running:
        key = f"ec2.instances.by_type {one['type']} {'spot' if one['spot'] else 'ondemand'}"
        values[key] = values.get(key, 0) + 1
    return values


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
cloud = Cloud("http://%s:%d" % server.get_host_and_port())
print(json.dumps({"url": cloud.url}), flush=True)
for line in sys.stdin:
    cloud.reset()
    regions = []
    for place in PLACES:
        wanted = plan(int(line), place)
        build(cloud, *place, wanted)
        regions.append({"account": place[0], "region": place[1], "values": truth(wanted)})
    print(json.dumps({"role": ROLE, "regions": regions}), flush=True)
server.stop()
