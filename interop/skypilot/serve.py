"""Runs a SkyPilot API server on seeded state: PORT and METRICS_PORT are its arguments.

A thread of the server takes up unfinished jobs that no controller process stands behind, and ends them as failed. It
waits for these locks first, which are held here for as long as the server lives. The server trusts callers on the
loopback blindly; here they are strangers, so that its authentication can be tried.
"""

import fcntl
import os
import runpy
import sys

folder = os.path.expanduser("~/.sky/locks/.~/.sky")
os.makedirs(folder, exist_ok=True)
held = [open(os.path.join(folder, f"{kind}consolidation_mode_lock.lock"), "w") for kind in ("", "pool_", "serve_")]
for lock in held:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

import sky.server.auth.loopback

sky.server.auth.loopback.is_loopback_request = lambda _request: False

port, metrics_port = sys.argv[1:]
sys.argv = ["server", "--host", "127.0.0.1", "--port", port, "--metrics-port", metrics_port]
runpy.run_module("sky.server.server", run_name="__main__", alter_sys=True)
