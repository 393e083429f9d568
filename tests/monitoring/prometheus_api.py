"""Questions to the Prometheus at $PROMETHEUS, and to the dashboard that asks them."""

import json
import os
import time
import urllib.parse
import urllib.request


def ask(path, **parameters):
    url = f"{os.environ['PROMETHEUS']}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)["data"]


def query(expression):
    return ask("query", query=expression)["result"]


def history(expression, seconds):
    now = time.time()
    return ask("query_range", query=expression, start=now - seconds, end=now,
               step=max(1, seconds / 200))["result"]


def targets(dashboard):
    """(panel, target) of each query, as Grafana would ask it for all namespaces."""
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            expression = target["expr"].replace("$namespace", ".*")
            yield panel, target | {"expr": expression.replace("$__rate_interval", "20s")}
