"""Reads a stand-in of AWS with boto3 and prints what it holds; the input says where, and for what to ask."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

asked = json.load(sys.stdin)
start, end = asked["start"], asked["end"]


def client(service, **keys):
    keys = keys or {"aws_access_key_id": asked["key"], "aws_secret_access_key": "interop"}
    return boto3.client(service, region_name="us-east-1", endpoint_url=asked["url"], **keys)


def rows(made, operation, field, **parameters):
    return [row for page in made.get_paginator(operation).paginate(**parameters) for row in page[field]]


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]


ec2, sts, pricing = client("ec2"), client("sts"), client("pricing")
reservations = rows(ec2, "describe_instances", "Reservations", IncludeManagedResources=True, PaginationConfig={"PageSize": 7})
instances = [one for reservation in reservations for one in reservation["Instances"]]
running = [one for one in instances if one["State"]["Name"] == "running"]
volumes = rows(ec2, "describe_volumes", "Volumes", IncludeManagedResources=True, PaginationConfig={"PageSize": 9})
snapshots = rows(ec2, "describe_snapshots", "Snapshots", OwnerIds=["self"], PaginationConfig={"PageSize": 11})
types = rows(ec2, "describe_instance_types", "InstanceTypes", PaginationConfig={"PageSize": 5})
gpus = {
    kind["InstanceType"]: sum(gpu["LogicalGpuCount"] * gpu["GpuPartitionSize"] for gpu in kind["GpuInfo"]["Gpus"])
    for kind in types
    if "GpuInfo" in kind
}
spot = rows(ec2, "describe_spot_price_history", "SpotPriceHistory", StartTime=end, EndTime=end)
filters = {"regionCode": "us-east-1", "instanceType": "m5.large", "operation": "RunInstances", "tenancy": "Shared"}
filters |= {"capacitystatus": "Used", "marketoption": "OnDemand"}
products = rows(
    pricing,
    "get_products",
    "PriceList",
    ServiceCode="AmazonEC2",
    Filters=[{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in filters.items()],
)
terms = json.loads(products[0])["terms"]["OnDemand"].values()
prices = [float(rate["pricePerUnit"]["USD"]) for term in terms for rate in term["priceDimensions"].values()]
queries = [
    {
        "Id": f"m{index}",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/EC2",
                "MetricName": "CPUUtilization",
                "Dimensions": [{"Name": "InstanceId", "Value": one["InstanceId"]}],
            },
            "Period": 3600,
            "Stat": "Average",
        },
    }
    for index, one in enumerate(running)
]
data = client("cloudwatch").get_paginator("get_metric_data")
points = sum(
    len(result["Values"])
    for page in data.paginate(MetricDataQueries=queries, StartTime=start, EndTime=end)
    for result in page["MetricDataResults"]
)
made = sts.assume_role(RoleArn=asked["role"], RoleSessionName="interop", ExternalId=asked["externalId"])["Credentials"]
assumed = {
    "aws_access_key_id": made["AccessKeyId"],
    "aws_secret_access_key": made["SecretAccessKey"],
    "aws_session_token": made["SessionToken"],
}
print(
    json.dumps(
        {
            "account": sts.get_caller_identity()["Account"],
            "otherAccount": client("sts", **assumed).get_caller_identity()["Account"],
            "regions": len(ec2.describe_regions()["Regions"]),
            "states": {name: sum(one["State"]["Name"] == name for one in instances) for name in ["running", "stopped"]},
            "instances": len(instances),
            "spot": sum(one.get("InstanceLifecycle") == "spot" for one in instances),
            "vcpus": sum(one["CpuOptions"]["CoreCount"] * one["CpuOptions"]["ThreadsPerCore"] for one in running),
            "gpus": sum(gpus.get(one["InstanceType"], 0) for one in running),
            "launched": round(sum(one["LaunchTime"].timestamp() for one in instances)),
            "volumes": len(volumes),
            "gibibytes": sum(one["Size"] for one in volumes),
            "attached": sum(len(one["Attachments"]) for one in volumes),
            "snapshots": len(snapshots),
            "spotPrices": len({(one["AvailabilityZone"], one["InstanceType"]) for one in spot}),
            "price": prices,
            "points": points,
            "refusals": [
                refusal(sts.assume_role, RoleArn=asked["role"], RoleSessionName="interop"),
                refusal(ec2.describe_instance_types, InstanceTypes=["m5.large", "x9.huge"]),
                refusal(ec2.describe_instances, NextToken="made-up"),
                refusal(client("secretsmanager").get_secret_value, SecretId="none"),
                refusal(client("ec2", aws_access_key_id="unknown", aws_secret_access_key="x").describe_volumes),
                refusal(client("cloudwatch", aws_access_key_id="unknown", aws_secret_access_key="x").list_metrics),
            ],
        }
    )
)
