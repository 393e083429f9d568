#!/usr/bin/env python3
"""definitions.py: the fields of spec in cert-manager's CustomResourceDefinitions, which kubectl gives as
JSON on standard input; one a line: KIND FIELD, as tests/migration/fields.txt has them. What is below a Pod's template, DNS-01 and issuers
that are no ACME's is one field."""

import json
import sys

WHOLE = ("podTemplate", "dns01", "vault", "venafi", "ca", "selfSigned", "secretTemplate.labels",
         "nameConstraints", "subject")


def walk(schema, path):
    if path.endswith(tuple("." + name for name in WHOLE)):
        yield path
    elif "properties" in schema:
        for name, below in schema["properties"].items():
            yield from walk(below, f"{path}.{name}")
    elif schema.get("type") == "array" and "properties" in schema["items"]:
        yield from walk(schema["items"], path + "[]")
    else:
        yield path


for definition in json.load(sys.stdin)["items"]:
    for version in definition["spec"]["versions"]:
        if version["name"] == "v1":
            spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
            for field in walk(spec, "spec"):
                print(definition["spec"]["names"]["kind"], field)
