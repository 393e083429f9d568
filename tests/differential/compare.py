#!/usr/bin/env python3
"""Sends generated connections to the sidecar, to nginx and to h11, and compares what they read.

Usage: compare.py SIDECAR NGINX SECONDS SEED
       compare.py SIDECAR NGINX one SEED

SIDECAR and NGINX are programs. Connection after connection is made from SEED/1, SEED/2, …, for
that many SECONDS, or one alone of such a seed. Fails at a difference that differences.py does not
list, and prints the shortest bytes for it.
"""

import collections
import contextlib
import itertools
import pathlib
import sys
import tempfile
import time

import differences
import generate
import parties

FEW = 5  # findings, after which a run ends


class Finding(Exception):
    """A difference that is not listed, in words."""


class Readers:
    """Ours and the others, and how often which difference was met."""

    def __init__(self, ours, others):
        self.ours = ours
        self.others = others
        self.counts = collections.Counter()
        self.used = collections.Counter()

    def difference(self, sent, other):
        """(side, listed difference or None) of one connection; None where both read the same."""
        found = differences.first_difference(self.ours.read(sent), other.read(sent))
        if found is None:
            return None
        alike, side = found
        before = b""
        for _ in range(alike):
            before = differences.first_head(sent)
            sent = sent[len(before):]
        return side, differences.listed(other.name, side, before, differences.first_head(sent))

    def try_one(self, seed):
        sent = generate.connection(seed)
        for other in self.others:
            found = self.difference(sent, other)
            self.counts[other.name, found[0] if found else "alike"] += 1
            if found and found[1]:
                self.used[found[1]] += 1
            elif found:
                raise Finding(self.explanation(seed, sent, other, found[0]))

    def explanation(self, seed, sent, other, side):
        short = self.shortened(sent, other, side)
        return (f"{other.name}: {side}, seed {seed}\n"
                f"    sent       {short!r}\n"
                f"    sallyport  {self.ours.read(short)}\n"
                f"    {other.name:<9}  {other.read(short)}")

    def shortened(self, sent, other, side):
        """What is left when all is taken off without which the difference is the same."""
        size = len(sent) // 2
        while size:
            at = 0
            while at < len(sent):
                less = sent[:at] + sent[at + size:]
                if self.difference(less, other) == (side, None):
                    sent = less
                else:
                    at += size
            size //= 2
        return sent


@contextlib.contextmanager
def readers(sidecar, nginx):
    with tempfile.TemporaryDirectory(prefix="sallyport.") as name:
        folder = pathlib.Path(name)
        with parties.sidecar(sidecar, folder) as ours, parties.nginx(nginx, folder) as other:
            yield Readers(ours, [other, parties.H11()])


def numbered(seed, seconds):
    """SEED/1, SEED/2, …, for so long."""
    end = time.monotonic() + seconds
    for number in itertools.count(1):
        if time.monotonic() > end:
            return
        yield f"{seed}/{number}"


def run(tried, seeds):
    """How many were tried, and what was found: it ends after a few."""
    number, findings = 0, []
    for number, seed in enumerate(seeds, 1):
        try:
            tried.try_one(seed)
        except Finding as finding:
            findings.append(str(finding))
            if len(findings) == FEW:
                break
    return number, findings


def tell(tried, number, findings):
    for difference in differences.DIFFERENCES:
        used = tried.used[difference]
        print(f"{used:7} {difference.reader:5} {difference.side}: {difference.reason}")
    for (reader, what), count in sorted(tried.counts.items()):
        print(f"{count:7} {reader:5} {what}")
    for finding in findings:
        print(f"not listed in tests/differential/differences.py: {finding}")
    print(f"differential: {number} connections, {len(findings)} differences that are not listed")


def main(sidecar, nginx, seconds, seed):
    seeds = [seed] if seconds == "one" else numbered(seed, float(seconds))
    with readers(sidecar, nginx) as tried:
        number, findings = run(tried, seeds)
    tell(tried, number, findings)
    return 1 if findings else 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
