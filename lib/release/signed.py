#!/usr/bin/env python3
"""Holds the signatures for an OCI archive against it.

Usage: signed.py ARCHIVE SIGNATURES PUBLIC_KEY

Each manifest in ARCHIVE must have a signature of the key in SIGNATURES, in cosign's form. What is wrong is
said in one line, and the exit code is 1.
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


def signatures(archive):
    """By tag: the payload and its signature."""
    whole = layout.load(archive)
    for entry in whole.entries:
        (layer,) = json.loads(whole.read(entry))["layers"]
        yield entry["annotations"][layout.REF_NAME], (
            whole.read(layer), layer["annotations"]["dev.cosignproject.cosign/signature"])


def main(archive, signature_archive, public_key):
    found = dict(signatures(signature_archive))
    for descriptor, _ in layout.load(archive).manifests():
        digest = descriptor["digest"]
        payload, signature = found.get(digest.replace(":", "-") + ".sig", (b"", ""))
        if not payload:
            raise layout.Broken(f"{digest} is not signed in {signature_archive}")
        claim = json.loads(payload)["critical"]["image"]["docker-manifest-digest"]
        if claim != digest or not good(public_key, payload, signature):
            raise layout.Broken(f"the signature of {digest} is not by the key in {public_key}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (layout.Broken, KeyError, ValueError) as broken:
        sys.exit(f"error: {sys.argv[1]}: {broken}")
