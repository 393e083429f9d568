#!/usr/bin/env python3
"""Holds the signatures for an OCI archive against it.

Usage: signed.py ARCHIVE SIGNATURES PUBLIC_KEY

Each manifest in ARCHIVE must have a signature of the key in SIGNATURES, in cosign's form, and nothing else
may be there, because all that is there is pushed. What is wrong is said in one line, and the exit code is 1.
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile

import layout


def good(public_key, payload, signature):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "signature")
        file.write_bytes(base64.b64decode(signature))
        command = ["openssl", "dgst", "-sha256", "-verify", public_key, "-signature", file]
        return subprocess.run(command, input=payload, capture_output=True, check=False).returncode == 0


def signatures(whole):
    """By tag: the payload and its signature."""
    for entry in whole.entries:
        (layer,) = json.loads(whole.read(entry))["layers"]
        yield layout.tag_of(entry), (
            whole.read(layer), layer["annotations"]["dev.cosignproject.cosign/signature"])


def check_tags(entries, digests, where):
    """Each tag that is to be there is there, once, and no other one."""
    found = [layout.tag_of(entry) for entry in entries]
    for digest in digests:
        if layout.signature_tag(digest) not in found:
            raise layout.Broken(f"{digest} is not signed in {where}")
        found.remove(layout.signature_tag(digest))
    if found:
        raise layout.Broken(f"{where} holds the tag {found[0]!r}, which is no signature of it")


def main(archive, signature_archive, public_key):
    digests = list(dict.fromkeys(one["digest"] for one, _ in layout.load(archive).manifests()))
    whole = layout.load(signature_archive)
    check_tags(whole.entries, digests, signature_archive)
    found = dict(signatures(whole))
    for digest in digests:
        payload, signature = found[layout.signature_tag(digest)]
        claim = json.loads(payload)["critical"]["image"]["docker-manifest-digest"]
        if claim != digest or not good(public_key, payload, signature):
            raise layout.Broken(f"the signature of {digest} is not by the key in {public_key}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (layout.Broken, AttributeError, KeyError, TypeError, ValueError) as broken:
        sys.exit(f"error: {sys.argv[1]}: {broken}")
