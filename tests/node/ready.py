"""How long pods need from the start of their process to being ready, as the API server tells it.

ready.py NAMESPACE SELECTOR PROGRAM COUNT: waits for COUNT pods that become ready from now on, and
prints "POD SECONDS" for each. PROGRAM is the name of the process in it.
"""

import json
import os
import subprocess
import sys
import time


def watched(namespace, selector):
    """Each state of each pod, as it comes; the first ones are those of now."""
    command = ["kubectl", "get", "pods", "--namespace", namespace, "--selector", selector,
               "--watch", "--output-watch-events", "--output", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        text = ""
        for line in process.stdout:
            text += line
            try:
                event = json.loads(text)
            except json.JSONDecodeError:
                continue
            yield event
            text = ""


def is_ready(pod):
    conditions = pod.get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def environment(pid):
    with open(f"/proc/{pid}/environ", "rb") as file:
        return file.read().decode().split("\0")


def started(program, pod):
    """When the program began in the pod, in seconds since the epoch."""
    boot = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                name, fields = file.read().rsplit(")", 1)
            if name.endswith("(" + program[:15]) and f"HOSTNAME={pod}" in environment(pid):
                return boot + int(fields.split()[19]) / os.sysconf("SC_CLK_TCK")
        except OSError:
            continue
    sys.exit(f"error: {program} does not run in {pod}")


def main(namespace, selector, program, count):
    seen_unready, found = set(), 0
    for event in watched(namespace, selector):
        pod, now = event["object"], time.time()
        name = pod["metadata"]["name"]
        if not is_ready(pod):
            seen_unready.add(name)
        elif name in seen_unready and "deletionTimestamp" not in pod["metadata"]:
            seen_unready.remove(name)
            print(name, f"{now - started(program, name):.2f}", flush=True)
            found += 1
        if found == count:
            os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
