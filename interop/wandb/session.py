"""Logs the vendor's own client into the stand-in; the private home keeps it from any other setting."""

import json
import os
import sys
import tempfile

asked = json.load(sys.stdin)
_home = tempfile.TemporaryDirectory(prefix="metta-dd-interop-wandb-")
for _name in [name for name in os.environ if name.startswith("WANDB_")]:
    del os.environ[_name]
for _name in ["HOME", "WANDB_DIR", "WANDB_CACHE_DIR", "WANDB_CONFIG_DIR", "WANDB_DATA_DIR"]:
    os.environ[_name] = _home.name
os.environ.update(
    WANDB_BASE_URL=asked["baseUrl"],
    WANDB_ERROR_REPORTING="false",
    WANDB_SILENT="true",
    WANDB_HTTP_TIMEOUT="10",
    NO_PROXY="127.0.0.1,localhost",
)

import wandb  # noqa: E402

PROJECT = f"{asked['entity']}/{asked['project']}"


def login(key=asked["apiKey"]):
    return wandb.Api(api_key=key)
