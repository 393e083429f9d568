"""Makes many objects fast, as admin of the test bed: what a large cluster has.

flood.py SERVER PKI secrets NAMESPACE COUNT BYTES     Secrets of nobody's interest
flood.py SERVER PKI certificates NAMESPACE COUNT      Certificates of Issuer ca, one name each
"""

import base64
import concurrent.futures
import http.client
import json
import os
import ssl
import sys
import threading
import urllib.parse

THREADS = 12
own = threading.local()


def connection(server, pki):
    """Each thread has one."""
    if not hasattr(own, "connection"):
        trust = ssl.create_default_context(cafile=f"{pki}/kubernetes.crt")
        trust.load_cert_chain(f"{pki}/admin.crt", f"{pki}/admin.key")
        url = urllib.parse.urlsplit(server)
        own.connection = http.client.HTTPSConnection(url.hostname, url.port, context=trust)
    return own.connection


def secret(name, size):
    data = base64.b64encode(os.urandom(size * 3 // 4)).decode()
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "data": {"data": data}}


def certificate(name, namespace):
    return {"apiVersion": "sallyport.dev/v1", "kind": "Certificate", "metadata": {"name": name},
            "spec": {"secretName": f"{name}-tls", "dnsNames": [f"{name}.{namespace}.example.com"],
                     "issuerRef": {"name": "ca"}}}


def post(server, pki, path, body):
    link = connection(server, pki)
    link.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = link.getresponse()
    text = answer.read()
    if answer.status != 201:
        raise SystemExit(f"{path}: {answer.status}: {text[:300]}")


def main(server, pki, what, namespace, count, size=0):
    prefix = f"flood-{size}"
    if what == "secrets":
        path, make = "/api/v1", lambda i: secret(f"{prefix}-{i}", int(size))
    else:
        path, make = "/apis/sallyport.dev/v1", lambda i: certificate(f"c{i}", namespace)
    path += f"/namespaces/{namespace}/{what}"
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(lambda i: post(server, pki, path, make(i)), range(int(count))):
            pass


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
