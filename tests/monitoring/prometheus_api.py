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


def name_of(metric, legend):
    """What a legend calls a series."""
    for label, value in metric.items():
        legend = legend.replace("{{" + label + "}}", value)
    return " ".join(word for word in legend.split() if not word.startswith("{{"))


def targets(dashboard):
    """(panel, target) of each query, as Grafana would ask it for all namespaces."""
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            expression = target["expr"].replace("$namespace", ".*")
            yield panel, target | {"expr": expression.replace("$__rate_interval", "20s")}


def colours(panel):
    """Those that a panel gives to series by their names."""
    return {each["matcher"]["options"]: one["value"]["fixedColor"]
            for each in panel["fieldConfig"]["overrides"] if each["matcher"]["id"] == "byName"
            for one in each["properties"] if one["id"] == "color"}
