#!/usr/bin/env python3
"""definitions.py CRD...: the fields of spec in cert-manager's CustomResourceDefinitions, one a line:
KIND FIELD, as tests/migration/fields.txt has them. What is below a Pod's template, DNS-01 and issuers
that are no ACME's is one field."""

import sys

import yaml

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


for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as text:
        definition = yaml.safe_load(text)
    for version in definition["spec"]["versions"]:
        if version["name"] == "v1":
            spec = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
            for field in walk(spec, "spec"):
                print(definition["spec"]["names"]["kind"], field)
