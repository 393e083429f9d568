"""The API server of the test bed, for the tenants of tests/tenancy: a connection for each thread.

The environment has API_URL and WORLD_DIR; the tenant of a namespace is known by the token in
WORLD_DIR/NAMESPACE.token.
"""

import concurrent.futures
import http.client
import json
import os
import ssl
import threading
import urllib.parse

GROUP = "/apis/sallyport.dev/v1"
PKI = os.environ["WORLD_DIR"] + "/pki"


class Api:
    def __init__(self, namespace):
        with open(f"{os.environ['WORLD_DIR']}/{namespace}.token", encoding="ascii") as file:
            self.token = file.read().strip()
        self.namespace = namespace
        self.trust = ssl.create_default_context(cafile=f"{PKI}/kubernetes.crt")
        self.own = threading.local()

    def connection(self):
        if not hasattr(self.own, "connection"):
            url = urllib.parse.urlsplit(os.environ["API_URL"])
            self.own.connection = http.client.HTTPSConnection(url.hostname, url.port,
                                                              context=self.trust, timeout=60)
        return self.own.connection

    def path(self, kind, name="", below=""):
        base = "/api/v1" if kind in ("secrets", "events") else GROUP
        return "/".join(part for part in (f"{base}/namespaces/{self.namespace}", kind, name, below) if part)

    def ask(self, method, path, body=None, content_type="application/json"):
        """(status, answer); a connection that broke is made anew once."""
        data = None if body is None else json.dumps(body)
        headers = {"Content-Type": content_type, "Authorization": "Bearer " + self.token}
        for last in (False, True):
            link = self.connection()
            try:
                link.request(method, path, data, headers)
                answer = link.getresponse()
                return answer.status, json.loads(answer.read() or b"{}")
            except (OSError, http.client.HTTPException):
                link.close()
                if last:
                    raise

    def create(self, kind, body):
        return self.ask("POST", self.path(kind), body)

    def patch(self, kind, name, body, below=""):
        return self.ask("PATCH", self.path(kind, name, below), body, "application/merge-patch+json")

    def delete(self, kind, name):
        return self.ask("DELETE", self.path(kind, name))

    def get(self, kind, name):
        return self.ask("GET", self.path(kind, name))

    def create_all(self, kind, bodies):
        """By eight connections. Each must be taken."""
        def create(body):
            status, answer = self.create(kind, body)
            if status not in (201, 409):
                raise SystemExit(f"{kind} {body['metadata']['name']}: {status}: {str(answer)[:300]}")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for _ in pool.map(create, bodies):
                pass

    def watch(self, kind, name, seconds):
        """The events of one object, as they come."""
        url = urllib.parse.urlsplit(os.environ["API_URL"])
        link = http.client.HTTPSConnection(url.hostname, url.port, context=self.trust, timeout=seconds + 5)
        link.request("GET", f"{self.path(kind)}?watch=1&fieldSelector=metadata.name={name}"
                            f"&timeoutSeconds={seconds}", headers={"Authorization": "Bearer " + self.token})
        try:
            for line in link.getresponse():
                yield json.loads(line)
        finally:
            link.close()


def certificate(name, issuer, names, kind="Issuer", **more):
    return {"apiVersion": "sallyport.dev/v1", "kind": "Certificate", "metadata": {"name": name},
            "spec": {"secretName": f"{name}-tls", "dnsNames": names,
                     "issuerRef": {"name": issuer, "kind": kind}, **more}}


def issuer(name, server, bundle, **more):
    return {"apiVersion": "sallyport.dev/v1", "kind": "Issuer", "metadata": {"name": name},
            "spec": {"acme": {"server": server, "email": "admin@example.com", "caBundle": bundle,
                              "privateKeySecretRef": {"name": f"{name}-account"},
                              "solvers": [{"http01": {"none": {}}}], **more}}}
