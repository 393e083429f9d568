#!/usr/bin/env python3
"""described.py: what `kubectl describe` shows, on standard input, without what differs each time.

Status and Events are kept: times are TIME, and so are uids, ports, counts of attempts and the ends of
URLs that a CA makes up. An Event stands once, however often it was told.
"""

import re
import sys

STAND_INS = (
    (r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(?:\.\d+)?Z| \d\d:\d\d:\d\d(?:\.\d+)? [+]0000 UTC)", "TIME"),
    (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UID"),
    (r"(https://ca\.example\.net:14000/[a-zA-Z-]+)/[\w-]+", r"\1/ID"),
    (r"(challenge/)[\w-]{20,}", r"\1TOKEN"),
    (r"(?m)^( +(?:Serial Number|Serial|Certificate ID|Id): +).+$", r"\1ID"),
    (r"(?m)^( +(?:Attempts|Observed Generation|Generation|Version): +).+$", r"\1N"),
    (r"[\w-]{20,}\.[\w-]{43}", "KEY-AUTHORIZATION"),
    (r"\b[0-9a-f]{16,}\b", "HEX"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
)


def events(lines):
    """Type, reason and message of each, in the order in which they came."""
    seen = {}
    for line in lines:
        cells = re.split(r"\s{2,}", line.strip())
        if len(cells) < 5 or cells[0] in ("Type", "----"):
            continue
        seen[f"  {cells[0]}  {cells[1]}  {'  '.join(cells[4:])}"] = None
    return list(seen) or ["  none"]


def described(text):
    status, _, told = text.partition("\nEvents:")
    status = "Status:" + status.partition("\nStatus:")[2]
    for pattern, stand_in in STAND_INS:
        status, told = re.sub(pattern, stand_in, status), re.sub(pattern, stand_in, told)
    return "\n".join([status.rstrip(), "Events:", *events(told.splitlines())]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(described(sys.stdin.read()))
