#!/usr/bin/env python3
"""Writes the files of a release that name its places, versions and digests.

Usage: files.py install IMAGE_DIGEST         install.yaml, with the image by its digest
       files.py krew AMD64.tar.gz ARM64.tar.gz  for krew's index
       files.py artifacthub                  artifacthub-repo.yml, which says whose the chart is
       files.py chart FOLDER IMAGE_DIGEST    puts into the chart in FOLDER, a copy, where the image is, and
                                             what Artifact Hub shows
       files.py chart-json FOLDER            its Chart.yaml, as a registry holds it

All but `chart` write to standard output. Run in the root of the sources.
"""

import hashlib
import json
import pathlib
import re
import sys

import yaml

import place
import sources


class Dumper(yaml.SafeDumper):
    """Text of several lines stays that, so that one can read it."""


Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))


def dumped(value):
    return yaml.dump(value, Dumper=Dumper, sort_keys=False, width=1000)


def image(digest):
    return f"{place.read()['IMAGE']}:{sources.version()}@{digest}"


def replaced(pattern, value, text, times):
    """TEXT with VALUE for what the pattern's group says; it must be there so many times."""
    found = re.findall(pattern, text, re.MULTILINE)
    if len(found) != times:
        sys.exit(f"error: expected {times} times, and found {len(found)} times: {pattern}")
    return re.sub(pattern, lambda match: match[0].replace(match[1], value, 1), text, flags=re.MULTILINE)


def install(digest):
    text = pathlib.Path("manifests/install.yaml").read_text()
    print(replaced(r"^ *image: (sallyport:\S+)$", image(digest), text, 2), end="")


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def krew(amd64, arm64):
    where, number = place.read(), sources.version()
    text = pathlib.Path("kubectl/krew.yaml").read_text()
    for name, value in {"VERSION": number, "HOMEPAGE": where["SOURCE"],
                        "ARCHIVES": f"{where['DOWNLOADS']}/v{number}",
                        "SHA256_AMD64": sha256(amd64), "SHA256_ARM64": sha256(arm64)}.items():
        text = text.replace(f"@{name}@", value)
    if re.search(r"@[A-Z0-9_]+@", text):
        sys.exit("error: kubectl/krew.yaml asks for more than a release knows: "
                 + re.search(r"@[A-Z0-9_]+@", text)[0])
    body = yaml.safe_load(text)
    sys.stdout.write(dumped(body))


def artifacthub():
    where = place.read()
    body = {"owners": [{"name": where["OWNER"], "email": where["EMAIL"]}]}
    if where["ARTIFACT_HUB_ID"]:
        body = {"repositoryID": where["ARTIFACT_HUB_ID"], **body}
    sys.stdout.write(dumped(body))


def kinds():
    """What Artifact Hub lists of our own kinds."""
    for crd in yaml.safe_load_all(pathlib.Path("manifests/crds.yaml").read_text()):
        newest = crd["spec"]["versions"][-1]
        words = newest["schema"]["openAPIV3Schema"].get("description", "")
        yield {"kind": crd["spec"]["names"]["kind"], "version": newest["name"],
               "name": crd["metadata"]["name"], "displayName": crd["spec"]["names"]["kind"],
               "description": words or f"{crd['spec']['names']['kind']} of Sallyport"}


def annotations(digest):
    where, number = place.read(), sources.version()
    as_text = {"changes": sources.change_list(), "crds": list(kinds()),
               "images": [{"name": "sallyport", "image": image(digest),
                           "platforms": ["linux/amd64", "linux/arm64"]}],
               "links": [{"name": "documentation", "url": f"{where['SOURCE']}/tree/v{number}/docs"},
                         {"name": "how to verify a release",
                          "url": f"{where['SOURCE']}/blob/v{number}/docs/install.md#verify-a-release"}],
               "signKey": {"fingerprint": where["PGP_FINGERPRINT"],
                           "url": f"{where['KEYS']}/sallyport.gpg"}}
    found = {name: dumped(value) for name, value in as_text.items()}
    found["prerelease"] = "true" if "-" in number else "false"
    return {f"artifacthub.io/{name}": value for name, value in found.items()}


def put_image(folder, digest):
    registry, _, repository = place.read()["IMAGE"].partition("/")
    path = folder / "values.yaml"
    text = path.read_text()
    text = replaced(r'^  registry: ("")$', json.dumps(registry), text, 1)
    text = replaced(r"^  repository: (sallyport)$", repository, text, 1)
    path.write_text(replaced(r'^  digest: ("")$', json.dumps(digest), text, 1))


def chart(folder, digest):
    where, folder = place.read(), pathlib.Path(folder)
    path = folder / "Chart.yaml"
    body = yaml.safe_load(path.read_text())
    body["home"] = where["SOURCE"]
    body["sources"] = [where["SOURCE"]]
    body["icon"] = f"{where['SOURCE']}/raw/v{sources.version()}/docs/icon.svg"
    body["maintainers"] = [{"name": where["OWNER"], "email": where["EMAIL"]}]
    body["annotations"] = {**body["annotations"], **annotations(digest)}
    path.write_text(dumped(body))
    put_image(folder, digest)


def chart_json(folder):
    print(json.dumps(yaml.safe_load((pathlib.Path(folder) / "Chart.yaml").read_text())))


if __name__ == "__main__":
    {"install": install, "krew": krew, "artifacthub": artifacthub, "chart": chart,
     "chart-json": chart_json}[sys.argv[1]](*sys.argv[2:])
