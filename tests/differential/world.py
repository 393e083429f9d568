"""What the readers are asked for, and how what they read is told alike.

A reading is what a reader made of one request: "HOST TOKEN" for an answer that there is, OTHER for
a request that was understood and has none, NO_METHOD for neither GET nor HEAD. What was refused is
no reading.
"""

import itertools

HOSTS = ("a.example", "b.example", "192.0.2.1", "2001:db8::1")
TOKENS = ("t" * 22, "u" * 22)
OTHER, NO_METHOD = "other", "no method"
PATH = "/.well-known/acme-challenge/"


# Each is of another length, which a HEAD tells as well.
ANSWERS = {(host, token): f"{token}." + "x" * length
           for length, (host, token) in enumerate(itertools.product(HOSTS, TOKENS), 1)}
READINGS = {len(answer): f"{host} {token}" for (host, token), answer in ANSWERS.items()}


def plain_host(text):
    """A host[:port] as a reader told it, without port, brackets and final dot."""
    text = text.lower()
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host if rest.strip(":0123456789") == "" else text
    host, _, port = text.partition(":")
    if port.strip("0123456789"):
        return text
    return host.removesuffix(".")


def reading(method, target, host):
    """Of what a reader says the request was."""
    if method not in ("GET", "HEAD"):
        return NO_METHOD
    token = target.partition("?")[0].removeprefix(PATH)
    host = plain_host(host)
    if host in HOSTS and token in TOKENS and target.startswith(PATH):
        return f"{host} {token}"
    return OTHER
