"""How long new pods need from the start of their process to being ready.

ready.py NAMESPACE SELECTOR PROGRAM COUNT: waits for COUNT pods that become ready from now on, and
prints "POD OURS KUBELET" for each, in seconds: until /readyz on port 8090 says so, asked every 10 ms,
and until the API server does. PROGRAM is the name of the process in them.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request


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


def answers(address):
    try:
        with urllib.request.urlopen(f"http://{address}:8090/readyz", timeout=1) as response:
            return response.status == 200
    except OSError:
        return False


def ask(address, name, answered):
    while not answers(address):
        time.sleep(0.01)
    answered[name] = time.time()


def main(namespace, selector, program, count):
    unready, answered, found = set(), {}, 0
    for event in watched(namespace, selector):
        pod, now = event["object"], time.time()
        name, address = pod["metadata"]["name"], pod.get("status", {}).get("podIP")
        if not is_ready(pod):
            if address and name not in unready:
                unready.add(name)
                threading.Thread(target=ask, args=(address, name, answered), daemon=True).start()
        elif name in unready and "deletionTimestamp" not in pod["metadata"]:
            unready.remove(name)
            begun = started(program, name)
            print(name, f"{answered.get(name, now) - begun:.2f} {now - begun:.2f}", flush=True)
            found += 1
        if found == count:
            os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
