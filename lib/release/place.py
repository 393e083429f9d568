"""The file `place`, or the one that RELEASE_PLACE names: whose a release is, and where it goes."""

import os
import pathlib
import shlex

FILE = pathlib.Path(os.environ.get("RELEASE_PLACE") or pathlib.Path(__file__).with_name("place"))
NAMES = ("OWNER", "EMAIL", "SOURCE", "DOWNLOADS", "KEYS", "IMAGE", "CHARTS",
         "ARTIFACT_HUB_ID", "PGP_FINGERPRINT")


def read():
    words = shlex.split(FILE.read_text(), comments=True)
    found = dict(word.split("=", 1) for word in words)
    missing = sorted(set(NAMES) - set(found))
    if missing:
        raise SystemExit(f"error: {FILE}: {', '.join(missing)} is not said")
    return found
