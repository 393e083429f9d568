#!/usr/bin/env python3
"""What `./dev bench burst` measured, as a table; and docs/performance.md from the figures that are kept.

report.py gather WORLD --count N --writes N --requests N --peak MB --files MB --route ROUTE --kubernetes VERSION
                      a run, as JSON, from the files that tests/bench/burst.sh left in WORLD
report.py table RUN   the run beside the peer, the bars and the figures that are kept
report.py keep RUN    makes the run the figures that are kept, and writes docs/performance.md
report.py check       fails where docs/performance.md is not made from the figures that are kept, and where
                      docs/comparison.md says others
"""

import argparse
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests/bench/figures.json"
PAGE = ROOT / "docs/performance.md"
COMPARISON = ROOT / "docs/comparison.md"
# How its rows begin that are of one certificate.
COMPARED = {"writes": "writes to the API server for the first certificate of one name",
            "single": "from apply to Ready, on an idle cluster with a CA that answers at once"}


@dataclass
class Figure:
    key: str
    label: str
    unit: str
    peer: float | None = None        # as recorded, of 1,000 certificates
    least_ratio: float | None = None
    most: float | None = None

    def ratio(self, ours):
        return self.peer / ours if self.peer and ours else None

    def bars(self):
        bars = [f"{self.least_ratio:g} times" if self.least_ratio else "",
                f"at most {self.most:g} {self.unit}".strip() if self.most else ""]
        return ", ".join(bar for bar in bars if bar)

    def is_met(self, ours):
        """None where there is no bar."""
        if not self.bars():
            return None
        return not ((self.least_ratio and (self.ratio(ours) or 0) < self.least_ratio)
                    or (self.most and ours > self.most))


FIGURES = [
    Figure("ready", "all Ready", "s", 284, least_ratio=10),
    Figure("controller", "processor time of the controller, a certificate", "ms", 134,
           least_ratio=20, most=6.5),
    Figure("kube-apiserver", "processor time of the API server, a certificate", "ms", 306,
           least_ratio=12),
    Figure("peak", "most memory of the controller", "MB", 272, least_ratio=13),
    Figure("files", "pages of programs and libraries in its memory, at the end", "MB"),
    Figure("single", "one certificate on an idle cluster, apply to Ready (median)", "s", 8.7,
           least_ratio=60),
    Figure("single_most", "the slowest of these", "s", most=0.25),
    Figure("writes", "writes to the API server, a certificate", "", 42),
    Figure("requests", "requests to the API server, a certificate", ""),
    Figure("kernel", "of the controller's time, in the kernel", "ms"),
    Figure("sidecar", "processor time of the sidecar, a certificate", "ms"),
    Figure("etcd", "processor time of etcd, a certificate", "ms"),
    Figure("pebble", "processor time of the CA, a certificate", "ms"),
    Figure("busy", "of all processors, busy with these", "%"),
]


def quantile(values, share):
    """Nearest rank."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def read_used(path):
    rows = (line.split() for line in path.read_text().splitlines())
    return {name: (float(total), float(kernel)) for name, total, kernel in rows}


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def commit():
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True,
                           capture_output=True, check=False)
    return found.stdout.strip() or "unknown"


def gather(world, count, writes, requests, peak, files, route, kubernetes):
    world = pathlib.Path(world)
    at_once = json.loads((world / "at-once.json").read_text())
    single = json.loads((world / "one-by-one.json").read_text())["seconds"]
    before, after = read_used(world / "used-before"), read_used(world / "used-after")
    spent = {name: after[name][0] - before[name][0] for name in after}
    figures = {name: 1000 * seconds / count for name, seconds in spent.items()}
    figures |= {
        "ready": at_once["ready"], "peak": peak, "files": files, "writes": writes / count,
        "requests": requests / count, "single": quantile(single, 0.5),
        "single_most": max(single),
        "kernel": 1000 * (after["controller"][1] - before["controller"][1]) / count,
        "busy": 100 * sum(spent.values()) / at_once["ready"] / os.cpu_count()}
    return {"count": count, "route": route, "kubernetes": kubernetes, "processor": processor(),
            "processors": os.cpu_count(), "commit": commit(), "date": time.strftime("%Y-%m-%d"),
            "figures": {key: round(value, 3) for key, value in sorted(figures.items())}}


def text_of(value, unit=""):
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


def rows(run, kept=None):
    """The peer's figures are of 1,000 certificates: beside another number they say nothing."""
    of_peer = run["count"] == 1000
    for figure in FIGURES:
        ours = run["figures"][figure.key]
        peer = figure.peer if of_peer else None
        ratio = figure.ratio(ours) if of_peer else None
        met = figure.is_met(ours) if of_peer else None
        yield [figure.label, text_of(ours, figure.unit), text_of(peer, figure.unit),
               text_of(ratio), figure.bars() + {True: "", False: ": missed", None: ""}[met],
               text_of(kept["figures"].get(figure.key), figure.unit) if kept else ""]


HEAD = ["figure", "ours", "cert-manager", "ratio", "bar", "kept"]


def table(run, kept):
    lines = [HEAD, *rows(run, kept)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    print(f"{run['count']} Certificates at once, route {run['route']}, Kubernetes "
          f"{run['kubernetes']}, {run['processors']} processors ({run['processor']})")
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    print("  cert-manager's figures are recorded ones, of 1,000; `kept` are those of "
          "docs/performance.md")


def page(run):
    body = "\n".join("| " + " | ".join(row[:5]) + " |" for row in rows(run))
    return f"""# Performance

What does a certificate cost the controller, the API server and you, and how does that compare with cert-manager?

This page is made by `tests/bench/report.py keep` from a run of `./dev bench burst`. {run["count"]:,} Certificates of one name
are created at once, by 12 connections, and the time runs until the last one is Ready. Before that, one Certificate
after another is created on the idle cluster.

| {" | ".join(HEAD[:5])} |
|---|---|---|---|---|
{body}

- Ours: commit `{run["commit"]}`, {run["date"]}, {run["processors"]} processors ({run["processor"]}), Kubernetes
  {run["kubernetes"]}, the solver `{run["route"]}`. API server, etcd, CA (Pebble without sleeps), controller and sidecar share the
  machine.
- cert-manager: recorded once, on 2 processors with Kubernetes 1.36.3 and the same CA. Its controller ran alone, with 200
  workers, 10,000 requests a second and server-side apply. Its solvers were taken as ready at once, and it had no
  webhook. Its writes include those of the solver's Pod, Service and Ingress.
- Writes and requests are counted from the API server's audit log. They include the removal of the answer and of the
  pending key, a minute later, and no watches and no Leases.
- A bar is what we want to reach on a quiet machine. `missed` says that this run has not.

`./dev bench burst` shows your run beside these figures. `COUNT`, `ONE_BY_ONE` and `ROUTE` change it. What each request is
good for stands in [decision 11](decisions/0011-twelve-requests.md).
"""


def wrong_comparison(run):
    text = COMPARISON.read_text()
    for figure in FIGURES:
        if figure.key in COMPARED:
            row = re.search(rf"^\| {re.escape(COMPARED[figure.key])} \|(.*)\|$", text, re.MULTILINE)
            said = re.findall(r"[\d.]+", row[1]) if row else []
            kept = [text_of(figure.peer), text_of(run["figures"][figure.key])]
            if list(map(float, said)) != list(map(float, kept)):
                yield (f"docs/comparison.md: '{COMPARED[figure.key]}' must be {kept[0]} and {kept[1]}, as in "
                       "docs/performance.md")


def wrong(run):
    if PAGE.read_text() != page(run):
        yield ("docs/performance.md is not what tests/bench/report.py makes of tests/bench/figures.json: "
               "run tests/bench/report.py keep tests/bench/figures.json")
    yield from wrong_comparison(run)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    gathered = commands.add_parser("gather")
    gathered.add_argument("world")
    for name, kind in [("count", int), ("writes", int), ("requests", int), ("peak", float), ("files", float),
                       ("route", str), ("kubernetes", str)]:
        gathered.add_argument(f"--{name}", type=kind, required=True)
    for name in ["table", "keep"]:
        commands.add_parser(name).add_argument("run")
    commands.add_parser("check")
    arguments = vars(parser.parse_args())
    command = arguments.pop("command")
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else None
    if command == "gather":
        print(json.dumps(gather(**arguments), indent=1))
    elif command == "table":
        table(json.loads(pathlib.Path(arguments["run"]).read_text()), kept)
    elif command == "keep":
        run = json.loads(pathlib.Path(arguments["run"]).read_text())
        KEPT.write_text(json.dumps(run, indent=1) + "\n")
        PAGE.write_text(page(run))
    else:
        sys.exit("\n".join(wrong(kept)) or 0)


if __name__ == "__main__":
    main()
