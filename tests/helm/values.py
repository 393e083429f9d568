"""What values.yaml of a chart says about its values.

values.py check VALUES SCHEMA    whether each is described, and in the schema, and the other way
values.py table VALUES           a table of them, for the chart's README

Reads the part of YAML that values.yaml keeps to: maps by two spaces, a `# --` before each value.
"""

import json
import pathlib
import re
import sys


def described(path):
    """Each leaf, as a.b.c, with its description, if one stands right before it, and its default,
    if that is on the same line. What is below a described one belongs to it."""
    leaves, trail, comment = {}, [], []
    for line in pathlib.Path(path).read_text().splitlines():
        key = re.match(r"^( *)([A-Za-z]+):(.*)$", line)
        told = re.match(r"^ *# (-- )?(.*)$", line)
        if told:
            comment = [told[2]] if told[1] else comment and comment + [told[2]]
            continue
        if key:
            trail = trail[:len(key[1]) // 2] + [key[2]]
        inside = key and any(".".join(trail[:n]) in leaves for n in range(1, len(trail)))
        if key and not inside and (comment or key[3].strip()):
            leaves[".".join(trail)] = (" ".join(comment), key[3].strip())
        comment = []
    return leaves


def declared(node, root, leaves, path=""):
    """Each leaf of the schema; a map of ours that lets unknown keys in is a fault."""
    while "$ref" in node:
        node = root["definitions"][node["$ref"].rsplit("/", 1)[1]]
    if "properties" not in node or path in leaves:
        yield path
        return
    if node.get("additionalProperties") is not False:
        sys.exit(f"{path or 'the schema'}: unknown keys are not refused")
    for key, child in node["properties"].items():
        yield from declared(child, root, leaves, f"{path}.{key}" if path else key)


def check(values, schema):
    leaves, root = described(values), json.loads(pathlib.Path(schema).read_text())
    known = set(declared(root, root, leaves)) - {"global"}
    faults = [f"{name}: not described in values.yaml"
              for name, (description, _) in leaves.items() if not description]
    faults += [f"{name}: not in the schema" for name in sorted(leaves.keys() - known)]
    faults += [f"{name}: not in values.yaml" for name in sorted(known - leaves.keys())]
    print(f"values: {len(leaves)}, {len(faults)} faults")
    if faults or not leaves:
        sys.exit("\n".join(faults) or "there are no values")


def table(values):
    print("| value | default | what it is |\n|---|---|---|")
    for name, (description, default) in described(values).items():
        shown = f"`{default}`" if default else "see `values.yaml`"
        print(f"| `{name}` | {shown} | {description} |")


if __name__ == "__main__":
    commands = {"check": check, "table": table}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
