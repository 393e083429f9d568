"""Objects of a chart, as kubectl prints them: a JSON list.

objects.py expect FILE KIND/NAME PATH VALUE   whether it is so; PATH as
                                              spec.ports[0].name, with ~ for a dot within a name
objects.py get FILE KIND/NAME PATH            a text, or a list of them one a line
objects.py names FILE                         KIND/NAME of each
objects.py pods FILE                          each Pod, and one for each Deployment's template
objects.py compare FILE MANIFESTS FOLDER      the chart's default objects with those of manifests/;
                                              FOLDER has each program's --help
objects.py same FILE OTHER                    whether both have the same objects, in any order
"""

import json
import pathlib
import re
import sys

# What a release says of itself.
LABELS = {"helm.sh/chart", *("app.kubernetes.io/" + name for name in (
    "name", "instance", "version", "component", "part-of", "managed-by"))}
# Helm makes the namespace itself.
MANIFESTS_ONLY = {"Namespace/sallyport-system"}


def read_list(path):
    """kubectl prints one list for each document, or one for all."""
    text, decoder, at = pathlib.Path(path).read_text(), json.JSONDecoder(), 0
    while at < len(text):
        found, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        yield from found["items"] if found["kind"] == "List" else [found]


def read(path):
    """The objects by KIND/NAME, and where that is not enough by KIND/NAMESPACE/NAME."""
    items, objects = list(read_list(path)), {}
    short = [f"{item['kind']}/{item['metadata']['name']}" for item in items]
    for name, item in zip(short, items):
        if short.count(name) > 1:
            name = name.replace("/", f"/{item['metadata']['namespace']}/")
        if name in objects:
            sys.exit(f"{name} is there twice")
        objects[name] = item
    return objects


def at_path(value, path):
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        value = value[int(index)] if index else value.get(key.replace("~", "."))
        if value is None:
            return None
    return value


def get(path, name, field):
    objects = read(path)
    if name not in objects:
        sys.exit(f"{name} is not rendered, but: {' '.join(objects)}")
    return at_path(objects[name], field)


def print_field(path, name, field):
    found = get(path, name, field)
    print(*found if isinstance(found, list) else [found], sep="\n")


def expect(path, name, field, wanted):
    found = get(path, name, field)
    if found != json.loads(wanted):
        sys.exit(f"{name} {field}: {json.dumps(found)}, not {wanted}")


def pods(path):
    items = [{"apiVersion": "v1", "kind": "Pod",
              "metadata": item["spec"]["template"]["metadata"] | {"name": item["metadata"]["name"]},
              "spec": item["spec"]["template"]["spec"]}
             for item in read(path).values() if item["kind"] == "Deployment"]
    items += [item for item in read(path).values() if item["kind"] == "Pod"]
    print(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))


def without_default_flags(container, folder):
    """The chart says each setting aloud; manifests/ leave them to the program."""
    text = (pathlib.Path(folder) / container["name"]).read_text()
    defaults = dict(re.findall(r"--([a-z-]+) .* Default (\S+)\.\n", text))
    for flag in container.pop("args", []):
        name, value = flag.removeprefix("--").split("=", 1)
        if value == "$(POD_NAMESPACE)":
            value = "sallyport-system"
        if defaults.get(name) != value:
            sys.exit(f"{container['name']}: {flag} is not the program's default")


def plain(item, folder):
    """Without what Helm adds and the API server would have filled in."""
    labels = item["metadata"].pop("labels", {})
    annotations = item["metadata"].pop("annotations", {})
    if item["kind"] == "CustomResourceDefinition":
        annotations.pop("helm.sh/resource-policy", None)
    if item["kind"] == "Deployment":
        for container in item["spec"]["template"]["spec"]["containers"]:
            without_default_flags(container, folder)
            container.get("imagePullPolicy") == "IfNotPresent" and container.pop("imagePullPolicy")
            container["ports"].sort(key=lambda port: port["name"])
    return {"object": item, "annotations": annotations}, labels


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{index}]")
    elif one != other:
        yield f"{path}: {json.dumps(one)}, manifests/ {json.dumps(other)}"


def compare(chart_path, manifests_path, folder):
    chart, manifests = read(chart_path), read(manifests_path)
    faults = [f"{name}: only in the chart" for name in chart.keys() - manifests.keys()]
    faults += [f"{name}: only in manifests/"
               for name in manifests.keys() - chart.keys() - MANIFESTS_ONLY]
    faults += [f"{name}: is in both, though said not to be"
               for name in chart.keys() & manifests.keys() & MANIFESTS_ONLY]
    same = sorted(chart.keys() & manifests.keys())
    for name in same:
        ours, labels = plain(chart[name], folder)
        theirs, wanted = plain(manifests[name], folder)
        faults += [name + fault for fault in differences(ours, theirs)]
        if not wanted.items() <= labels.items() or not labels.keys() <= LABELS | wanted.keys():
            faults.append(f"{name}: labels {labels}, in manifests {wanted}")
    print(f"compared: {len(same)} objects, {len(faults)} differences")
    if faults or len(same) < 10:
        sys.exit("\n".join(faults) or "there is less to compare than there should be")


def same(path, other_path):
    faults = list(differences(read(path), read(other_path)))
    if faults:
        sys.exit("\n".join(faults))


COMMANDS = {"expect": expect, "get": print_field, "pods": pods, "compare": compare,
            "same": same, "names": lambda path: print(*read(path), sep="\n")}

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    COMMANDS[sys.argv[1]](*sys.argv[2:])
