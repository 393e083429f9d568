"""values.py VALUES SCHEMA: whether each value is described, and in the schema, and the other way.

Reads the part of YAML that values.yaml keeps to: maps by two spaces, a `# --` before each value.
"""

import json
import pathlib
import re
import sys

def described(path):
    """Each leaf, as a.b.c, with whether a description stands right before it. What is below a
    described one belongs to it."""
    leaves, trail, comment = {}, [], False
    for line in pathlib.Path(path).read_text().splitlines():
        key = re.match(r"^( *)([A-Za-z]+):(.*)$", line)
        if line.lstrip().startswith("#"):
            comment = comment or line.lstrip().startswith("# -- ")
        elif key:
            depth = len(key[1]) // 2
            trail = trail[:depth] + [key[2]]
            name = ".".join(trail)
            inside = any(".".join(trail[:n]) in leaves for n in range(1, len(trail)))
            if not inside and (comment or key[3].strip()):
                leaves[name] = comment
            comment = False
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


def main(values, schema):
    leaves, root = described(values), json.loads(pathlib.Path(schema).read_text())
    known = set(declared(root, root, leaves)) - {"global"}
    faults = [f"{name}: not described in values.yaml" for name, told in leaves.items() if not told]
    faults += [f"{name}: not in the schema" for name in sorted(leaves.keys() - known)]
    faults += [f"{name}: not in values.yaml" for name in sorted(known - leaves.keys())]
    print(f"values: {len(leaves)}, {len(faults)} faults")
    if faults or not leaves:
        sys.exit("\n".join(faults) or "there are no values")


if __name__ == "__main__":
    main(*sys.argv[1:])
