"""A tenant with every right in its namespace, who takes all that it can.

hostile_tenant.py NAMESPACE ACT...

  dead    1,000 names whose server says nothing, in 20 Certificates
  silent  400 Issuers whose CAs take a connection and say nothing, and a Certificate of each tenth
  keys    1,000 keys of 8,192 bits
  ca      Certificates of the hostile CA (hostile_ca.py), of 100 names each
  steal   the names and the public certificates of the good tenant, its orders in statuses, its account
  churn   until it is ended: Certificates and Issuers that come, are changed, and go

Prints a line when what stands is there. Then it goes on with `churn` and `steal`, or waits.
"""

import base64
import itertools
import os
import sys
import threading
import time

from api import PKI, Api, certificate, issuer

HOSTILE_CA = "https://ca.example.net:14100/dir"
GOOD = "good.example.com"


def bundle():
    with open(f"{PKI}/acme.crt", "rb") as file:
        return base64.b64encode(file.read()).decode()


def dead(api):
    api.create_all("issuers", [issuer("dead", "https://ca.example.net:14000/dir", bundle())])
    api.create_all("certificates", [
        certificate(f"dead-{i}", "dead", [f"n{n}-{i}.dead.example.net" for n in range(1, 51)])
        for i in range(1, 21)])


def silent(api):
    api.create_all("issuers", [
        issuer(f"silent-{i}", f"https://ca.example.net:14999/dir-{i}", bundle()) for i in range(1, 401)])
    api.create_all("certificates", [
        certificate(f"silent-{i}", f"silent-{i}", [f"silent-{i}.example.com"]) for i in range(1, 401, 10)])


def keys(api):
    api.create_all("issuers", [issuer("eager", "https://ca.example.net:14000/dir", bundle(),
                                      preflight="Off")])
    api.create_all("certificates", [
        certificate(f"rsa-{i}", "eager", [f"rsa-{i}.example.com"],
                    privateKey={"algorithm": "RSA", "size": 8192}) for i in range(1, 1001)])


def ca(api):
    api.create_all("issuers", [issuer(f"ca-{i}", HOSTILE_CA + f"?{i}", bundle(), preflight="Off")
                               for i in range(1, 21)])
    api.create_all("certificates", [
        certificate(f"ca-{i}-{k}", f"ca-{i}", [f"n{n}-{i}-{k}.example.com" for n in range(1, 101)])
        for i in range(1, 21) for k in range(1, 4)])


# What the good tenant has shown to everybody: names, and certificates, in each TLS handshake.
def steal(api):
    names = [f"alone-{i}.{GOOD}" for i in range(3)]
    for kind, reference in (("ClusterIssuer", "ca"), ("Issuer", "eager")):
        api.create("certificates", certificate(f"steal-{kind.lower()}", reference, names, kind=kind))
    api.create("certificates", certificate("steal-own", "ca", ["own.hostile.example.com"],
                                           kind="ClusterIssuer"))


def forge(api, i):
    """Another's public certificate in one's own Secret, and a request to revoke it."""
    with open(os.environ["WORLD_DIR"] + "/good.crt", "rb") as file:
        stolen = base64.b64encode(file.read()).decode()
    api.patch("secrets", "steal-own-tls", {
        "metadata": {"annotations": {"sallyport.dev/seal": base64.b64encode(os.urandom(32)).decode()}},
        "data": {"tls.crt": stolen}})
    api.patch("certificates", "steal-own",
              {"metadata": {"annotations": {"sallyport.dev/revoke": f"superseded {i}"}}})
    api.patch("certificates", "steal-clusterissuer", {"status": {
        "order": {"url": f"https://ca.example.net:14000/my-order/{i}"},
        "notAfter": "2099-01-01T00:00:00Z"}}, below="status")


def churn(api, i):
    name = f"churn-{i % 50}"
    api.create("issuers", issuer(name, f"https://ca.example.net:14999/churn-{i}", bundle()))
    api.create("certificates", certificate(name, name, [f"{name}-{i}.example.com"]))
    api.patch("certificates", name, {"metadata": {"annotations": {
        "sallyport.dev/renew": str(i), "x.example.com/much": "x" * 100_000}}})
    api.patch("issuers", name, {"metadata": {"annotations": {
        "sallyport.dev/rollover-account-key": str(i), "sallyport.dev/deactivate-account": str(i)}}})
    if i % 2:
        api.delete("certificates", name)
        api.delete("issuers", name)


STANDING = {"dead": dead, "silent": silent, "keys": keys, "ca": ca, "steal": steal}
GOING_ON = {"steal": forge, "churn": churn}


def go_on(api, act):
    for i in itertools.count():
        act(api, i)
        time.sleep(0.1)


def main(namespace, *acts):
    api = Api(namespace)
    for act in acts:
        if act in STANDING:
            STANDING[act](api)
    print("stands", flush=True)
    threads = [threading.Thread(target=go_on, args=(api, GOING_ON[act])) for act in acts if act in GOING_ON]
    for thread in threads:
        thread.start()
    threading.Event().wait()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
