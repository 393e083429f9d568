"""Makes Certificates and waits until they are Ready; prints how long that took, as JSON.

burst.py SERVER PKI NAMESPACE at-once COUNT      by 12 connections: the seconds until all are made, and Ready
burst.py SERVER PKI NAMESPACE one-by-one COUNT   each when the one before is Ready: the seconds of each

As admin of the test bed. Who is Ready is heard by one watch. All are of Issuer ca, of one name each.
"""

import concurrent.futures
import http.client
import json
import ssl
import sys
import threading
import time
import urllib.parse

THREADS = 12
PATIENCE = 1800  # seconds, for all
API = "sallyport.dev/v1"
own = threading.local()


class Server:
    def __init__(self, url, pki):
        self.url = urllib.parse.urlsplit(url)
        self.trust = ssl.create_default_context(cafile=f"{pki}/kubernetes.crt")
        self.trust.load_cert_chain(f"{pki}/admin.crt", f"{pki}/admin.key")

    def connect(self):
        return http.client.HTTPSConnection(self.url.hostname, self.url.port, context=self.trust,
                                           timeout=PATIENCE)

    def request(self, method, path, body=None):
        """Each thread has one connection."""
        if not hasattr(own, "connection"):
            own.connection = self.connect()
        own.connection.request(method, path, body and json.dumps(body),
                               {"Content-Type": "application/json"})
        answer = own.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status}: {text[:300]}")
        return json.loads(text)


def certificate(name, namespace):
    return {"apiVersion": API, "kind": "Certificate", "metadata": {"name": name},
            "spec": {"secretName": f"{name}-tls", "dnsNames": [f"{name}.{namespace}.example.com"],
                     "issuerRef": {"name": "ca"}}}


def is_ready(found):
    conditions = found.get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


class ReadyWatch:
    """Hears of every Certificate of the namespace from now on."""

    def __init__(self, server, path):
        version = server.request("GET", path)["metadata"]["resourceVersion"]
        self.link = server.connect()
        self.link.request("GET", f"{path}?watch=1&resourceVersion={version}&timeoutSeconds={PATIENCE}")
        self.answer = self.link.getresponse()

    def wait_for(self, names):
        """Until all are Ready; when that was."""
        left = set(names)
        while left:
            line = self.answer.readline()
            event = json.loads(line) if line else {"type": "ERROR", "object": "no more came"}
            if event["type"] == "ERROR":
                raise SystemExit(f"{len(left)} of {len(names)} are not Ready, {min(left)} for "
                                 f"example: {event['object']}")
            if is_ready(event["object"]):
                left.discard(event["object"]["metadata"]["name"])
        return time.monotonic()


def at_once(server, path, namespace, count):
    names = [f"burst-{i}" for i in range(count)]
    watch = ReadyWatch(server, path)
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(THREADS + 1) as pool:
        ready = pool.submit(watch.wait_for, names)
        for _ in pool.map(lambda name: server.request("POST", path, certificate(name, namespace)),
                          names):
            pass
        made = time.monotonic()
        return {"made": round(made - begun, 3), "ready": round(ready.result() - begun, 3)}


def one_by_one(server, path, namespace, count):
    watch = ReadyWatch(server, path)
    seconds = []
    for i in range(count):
        begun = time.monotonic()
        server.request("POST", path, certificate(f"single-{i}", namespace))
        seconds.append(round(watch.wait_for([f"single-{i}"]) - begun, 4))
    return {"seconds": seconds}


def main(server, pki, namespace, way, count):
    path = f"/apis/{API}/namespaces/{namespace}/certificates"
    ways = {"at-once": at_once, "one-by-one": one_by_one}
    print(json.dumps(ways[way](Server(server, pki), path, namespace, int(count))))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
