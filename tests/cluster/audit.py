"""Reads the API server's audit log: what our two programs did since a mark.

audit.py LOG MARK COMMAND, where MARK is the log's size in bytes at the moment that counts.

  writes    how many writes, Events and Leases apart
  requests  how many requests of any kind, reads and Events among them; watches, Leases, and the
            tidying up after what was made before the mark apart
  pending   how many objects written since the mark will still be deleted by us, when the CA needs
            the answers no more: Challenges and the Secrets of pending keys
  events    how many Events
  pods      how many writes to pods or to anything that makes or restarts pods, and requests to run a
            command in one or to reach into it
  denied    each refused request (403), one a line
  list      each of these writes, one a line
  reads     each read, one a line
  unused    each right of the roles on stdin (kubectl get clusterroles,roles -o json) that no
            request needed, one a line
"""

import json
import sys

OURS = "system:serviceaccount:sallyport-system:"
WRITES = {"create", "update", "patch", "delete", "deletecollection"}
WORKLOADS = {"pods", "deployments", "daemonsets", "statefulsets", "replicasets",
             "replicationcontrollers", "jobs", "cronjobs"}


INSIDE = {"exec", "attach", "portforward", "proxy", "ephemeralcontainers"}


class Request:
    """One audited request of ours, with where its record begins in the log."""

    def __init__(self, offset, record):
        ref = record.get("objectRef", {})
        self.offset = offset
        self.verb = record["verb"]
        self.code = record.get("responseStatus", {}).get("code", 0)
        self.message = record.get("responseStatus", {}).get("message", "")
        self.resource = ref.get("resource", "")
        self.subresource = ref.get("subresource", "")
        self.object = (self.resource, ref.get("namespace", ""), ref.get("name", ""))
        self.user = record["user"]["username"].removeprefix(OURS)

    def is_write(self):
        return self.verb in WRITES

    def is_own_write(self):
        return self.is_write() and self.resource not in {"events", "leases", "installations"}

    def is_denied(self):
        """In a namespace that is ending nobody may make anything, whatever their rights."""
        return self.code == 403 and "because it is being terminated" not in self.message

    def touches_pods(self):
        return (self.resource in WORKLOADS
                and (self.is_write() or self.subresource in INSIDE))

    def __str__(self):
        kind = "/".join(filter(None, [self.resource, self.subresource]))
        name = "/".join(filter(None, self.object[1:]))
        return f"{self.verb:<8} {kind:<24} {name} ({self.code}, {self.user})"


def read(path):
    offset = 0
    with open(path, "rb") as log:
        for line in log:
            record = json.loads(line) if line.endswith(b"\n") else {}
            if record.get("user", {}).get("username", "").startswith(OURS):
                yield Request(offset, record)
            offset += len(line)


def own_writes(requests, mark):
    """Without the tidying up after what was made before the mark."""
    older = {r.object for r in requests if r.offset < mark and r.code == 201}
    return [r for r in requests if r.offset >= mark and r.is_own_write()
            and not (r.verb == "delete" and r.object in older)]


def all_requests(requests, mark):
    reads_and_events = [r for r in requests if r.offset >= mark and not r.is_own_write()
                        and r.verb != "watch" and r.resource not in {"leases", "installations"}]
    return reads_and_events + own_writes(requests, mark)


def is_passing(request):
    return (request.resource == "challenges"
            or request.resource == "secrets" and request.object[2].startswith("sallyport-key-"))


def pending(requests, mark):
    there = set()
    for request in requests:
        if request.offset < mark or not request.is_write() or not is_passing(request):
            continue
        (there.discard if request.verb == "delete" else there.add)(request.object)
    return there


def needed(requests):
    """(user, resource, verb) of each right that a request needed. An apply that creates needs two."""
    for r in requests:
        resource = "/".join(filter(None, [r.resource, r.subresource]))
        yield r.user, resource, r.verb
        if r.verb == "patch" and r.code == 201:
            yield r.user, resource, "create"


# Asked for by an admission plugin that not every cluster has, and by no request.
FOR_OTHERS = {kind + "/finalizers"
              for kind in ("certificates", "ingresses", "gateways", "listenersets")}


def unused(requests, roles):
    used = set(needed(requests))
    for role in roles:
        user = role["metadata"]["name"]
        for rule in role.get("rules") or []:
            for resource in set(rule["resources"]) - FOR_OTHERS:
                for verb in rule["verbs"]:
                    if (user, resource, verb) not in used:
                        yield f"{user}: {verb} {resource}"


def main(path, mark, command):
    requests, mark = list(read(path)), int(mark)
    since = [r for r in requests if r.offset >= mark]
    if command == "writes":
        print(len(own_writes(requests, mark)))
    elif command == "requests":
        print(len(all_requests(requests, mark)))
    elif command == "pending":
        print(len(pending(requests, mark)))
    elif command == "events":
        print(sum(r.is_write() and r.resource == "events" for r in since))
    elif command == "pods":
        print(sum(r.touches_pods() for r in since))
    elif command == "denied":
        print(*(r for r in since if r.is_denied()), sep="\n")
    elif command == "list":
        print(*own_writes(requests, mark), sep="\n")
    elif command == "reads":
        print(*(r for r in all_requests(requests, mark) if not r.is_write()), sep="\n")
    elif command == "unused":
        print(*unused(since, json.load(sys.stdin)["items"]), sep="\n")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:4])
