"""A tenant who wants certificates, and what it takes to get them.

good_tenant.py NAMESPACE PREFIX SECONDS

Asks the ClusterIssuer `ca` for a certificate of one name, waits until it is Ready, and asks for the next
one, until the SECONDS are over. Prints one line: how many, the median and the longest wait in
milliseconds. Ends with status 1 where one has not come within 60 s.
"""

import statistics
import sys
import time

from api import Api, certificate

PATIENCE = 60
PAUSE = 0.2


def is_ready(answer):
    return any(c["type"] == "Ready" and c["status"] == "True"
               for c in answer.get("status", {}).get("conditions", []))


def wait_until_ready(api, name):
    for event in api.watch("certificates", name, PATIENCE):
        if is_ready(event["object"]):
            return
    _, last = api.get("certificates", name)
    raise SystemExit(f"{name} was not Ready within {PATIENCE} s: {last.get('status')}")


def issue(api, name):
    """In milliseconds."""
    begun = time.monotonic()
    status, answer = api.create("certificates", certificate(name, "ca", [f"{name}.good.example.com"],
                                                            kind="ClusterIssuer"))
    if status != 201:
        raise SystemExit(f"{name}: {status}: {answer}")
    wait_until_ready(api, name)
    return (time.monotonic() - begun) * 1000


def main(namespace, prefix, seconds):
    api = Api(namespace)
    end = time.monotonic() + float(seconds)
    waits = []
    while time.monotonic() < end or not waits:
        waits.append(issue(api, f"{prefix}-{len(waits)}"))
        time.sleep(PAUSE)
    print(len(waits), round(statistics.median(waits)), round(max(waits)))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
