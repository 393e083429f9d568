"""Whether Prometheus, the alerts' tests and the documentation say what they should.

look.py up COUNT                   as many targets, all up
look.py pending ALERT LABEL=VALUE  it is pending or firing with that label, and with no other
look.py firing ALERT LABEL=VALUE   the same, firing only
look.py none EXPRESSION            it finds nothing
look.py dashboard FILE             each query of each panel finds a number, and each state has a colour
look.py metrics FILE PAGE          each metric of FILE, with type and labels, is in PAGE's table, and
                                   the other way round
look.py alerts TESTS PAGE          each alert has a case that fires and one that does not, and texts
"""

import collections
import json
import math
import pathlib
import re
import sys

import prometheus_api

# Queries that may find nothing, with the reason. A healthy Sallyport fills all others.
MAY_BE_EMPTY = {}
# What of the exposition differs by what happened and where: not told apart in the page.
OWN_LABELS = {"le"}


def up(count):
    health = [target["health"] for target in prometheus_api.ask("targets")["activeTargets"]]
    if health != ["up"] * int(count):
        sys.exit(f"targets: {health}")


def alert_is(states, name, label):
    key, value = label.split("=")
    alerts = [alert for alert in prometheus_api.ask("alerts")["alerts"]
              if alert["labels"]["alertname"] == name]
    if not alerts or any(a["labels"][key] != value or a["state"] not in states for a in alerts):
        sys.exit(f"{name}: {alerts}")


def none(expression):
    found = prometheus_api.query(expression)
    if found:
        sys.exit(f"{expression}: {found}")


def has_number(series):
    return any(not math.isnan(float(value)) for each in series for _, value in each["values"])


def dashboard(path):
    empty, count = [], 0
    for panel, target in prometheus_api.targets(json.loads(pathlib.Path(path).read_text())):
        count += 1
        found = has_number(prometheus_api.history(target["expr"], 60))
        if not found and target["expr"] not in MAY_BE_EMPTY:
            empty.append(f"{panel['title']}: {target['expr']}")
        # Else Grafana gives a series the next colour of its palette, such as green for Ready=False.
        if panel["type"] == "stat":
            names = {prometheus_api.name_of(series["metric"], target["legendFormat"])
                     for series in prometheus_api.query(target["expr"])}
            empty += [f"{panel['title']}: {name} has no colour" for name in names - prometheus_api.colours(panel).keys()]
    print(f"{count} queries, {len(empty)} faults")
    if empty or count < 15:
        sys.exit("\n".join(empty) or "there are too few")


def exposed(path):
    """name -> (type, labels) of a text in Prometheus' format."""
    kinds, labels = {}, collections.defaultdict(set)
    for line in pathlib.Path(path).read_text().splitlines():
        if kind := re.match(r"# TYPE (\S+) (\S+)", line):
            kinds[kind[1]] = kind[2]
        elif series := re.match(r"([a-zA-Z0-9_:]+)(?:\{(.*)\})? ", line):
            name = series[1]
            if name not in kinds:
                name = re.sub(r"_(bucket|sum|count)$", "", name)
            labels[name] |= set(re.findall(r'(\w+)="', series[2] or "")) - OWN_LABELS
    return {name: (kind, labels[name]) for name, kind in kinds.items()}


def documented(path):
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|([^|]*)\| [^|]+ \|$",
                      pathlib.Path(path).read_text(), re.M)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def metrics(text, page):
    real, told = exposed(text), documented(page)
    faults = [f"{name}: {real.get(name, 'not exposed')}, in the page {told.get(name, 'missing')}"
              for name in sorted(real.keys() | told.keys()) if real.get(name) != told.get(name)]
    print(f"{len(real)} metrics, {len(faults)} faults")
    if faults or len(real) < 30:
        sys.exit("\n".join(faults) or "there are too few")


def alerts(tests, page):
    text, told = pathlib.Path(tests).read_text(), pathlib.Path(page).read_text()
    cases = re.findall(r"alertname: (\w+),?\s+eval_time: \S+\s+exp_alerts:\s*(\[\])?", text)
    rules = [rule for group in prometheus_api.ask("rules")["groups"] for rule in group["rules"]]
    faults = []
    for rule in rules:
        name = rule["name"]
        fires = {not nothing for case, nothing in cases if case == name}
        if fires != {True, False}:
            faults.append(f"{name}: {tests} has not both a case that fires and one that does not")
        if rule["health"] != "ok":
            faults.append(f"{name}: {rule['health']} {rule.get('lastError')}")
        missing = {"summary", "description", "runbook"} - rule["annotations"].keys()
        if missing or "severity" not in rule["labels"]:
            faults.append(f"{name}: lacks {missing or 'a severity'}")
        if f"\n## {name}\n" not in told:
            faults.append(f"{name}: {page} has no section of that name")
    names = {rule["name"] for rule in rules}
    faults += [f"{name}: {page} tells of no alert" for name in re.findall(r"^## (\w+)$", told, re.M)
               if name not in names]
    print(f"{len(rules)} alerts, {len(faults)} faults")
    if faults or len(rules) < 10:
        sys.exit("\n".join(faults) or "there are too few")


COMMANDS = {"up": up, "none": none, "dashboard": dashboard, "metrics": metrics, "alerts": alerts,
            "pending": lambda *what: alert_is({"pending", "firing"}, *what),
            "firing": lambda *what: alert_is({"firing"}, *what)}

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    COMMANDS[sys.argv[1]](*sys.argv[2:])
