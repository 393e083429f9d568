#!/usr/bin/env python3
"""What the sources say of a version: whether they agree, and what is new in it.

Usage: sources.py check [--trial] [VERSION]  VERSION is what the tag says; all must agree
       sources.py same BEFORE NOW            the commits before and after a release was made
       sources.py notes                      the notes of the release, in Markdown

Run in the root of the sources. A trial may be of a version that is not released yet, and of a place
that nobody owns. What is wrong is said, one line each, and the exit code is 1.
"""

import pathlib
import re
import subprocess
import sys

import place

NUMBER = r"\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?"
IMAGE = r"^ *image: sallyport:(\S+)"
LABEL = r"^ *app\.kubernetes\.io/version: (\S+)"
# Of a page: whatever looks like a version.
ANY = rf"(?<![\d.])({NUMBER})(?!\.?\d)"
# Where else the version is said, each as file and pattern. The tests read VERSION.
SAYINGS = [("Dockerfile", r"^ARG VERSION=(\S+)"), ("helm/sallyport/Chart.yaml", r"^version: (\S+)"),
           ("helm/sallyport/Chart.yaml", r'^appVersion: "?([^"\s]+)'),
           ("manifests/crds.yaml", LABEL), ("manifests/install.yaml", LABEL),
           ("manifests/install.yaml", IMAGE), ("manifests/deployment.yaml", IMAGE),
           ("manifests/examples/ingress-with-sidecar.yaml", IMAGE),
           ("docs/from-cert-manager.md", rf"sallyport:({NUMBER})(?!\.?\d)"),
           ("docs/install.md", ANY), ("RELEASING.md", ANY)]
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def version():
    return pathlib.Path("VERSION").read_text().strip()


def section(number):
    """The heading's words after the version, and the text below; None if there is no such heading."""
    text = pathlib.Path("CHANGELOG.md").read_text()
    found = re.search(rf"^## \[{re.escape(number)}\](.*)\n([\s\S]*?)(?=^## |\Z)", text, re.MULTILINE)
    return (found[1].removeprefix(" - ").strip(), found[2].strip()) if found else None


def wrong_sayings(number):
    for file, pattern in SAYINGS:
        for said in re.findall(pattern, pathlib.Path(file).read_text(), re.MULTILINE) or ["nothing"]:
            if said != number:
                yield f"{file} says version {said}, and the file VERSION {number}: make them the same"


def wrong_changelog(number, trial):
    found = section(number)
    if not found:
        yield f"CHANGELOG.md has no heading '## [{number}] - DATE': write what is new in this version"
    elif not found[1]:
        yield f"CHANGELOG.md says nothing below its heading [{number}]: write what is new"
    elif not trial and not re.fullmatch(r"\d{4}-\d\d-\d\d", found[0]):
        yield (f"CHANGELOG.md says '{found[0]}' beside [{number}], which is no date: "
               "write the day of the release, as 2027-01-31")


def changed_files():
    answer = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()


def commit(name):
    command = ["git", "rev-parse", "--verify", "--quiet", name + "^{commit}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def wrong_tag(number):
    found = commit(f"refs/tags/v{number}")
    if not found:
        yield f"there is no tag v{number}: put it on the commit that is released, and push it"
    elif found != commit("HEAD"):
        yield (f"the tag v{number} is on {found[:12]}, and the sources are {commit('HEAD')[:12]}: "
               f"check out v{number}, or raise VERSION")


def wrong_place():
    where = place.read()
    if "example.com" in " ".join(where.values()):
        yield f"{place.FILE} still says example.com: write whose the release is, and where it goes"
    if (where["KEYS"] + "/").startswith(where["DOWNLOADS"] + "/"):
        yield f"{place.FILE}: KEYS is among the DOWNLOADS: show the keys where a release is not"


def wrong(asked, trial):
    number = version()
    if not re.fullmatch(NUMBER, number):
        yield f"the file VERSION says '{number}', which is no version such as 1.2.3 or 1.2.3-rc.1"
    if asked and asked.removeprefix("v") != number:
        yield f"{asked} was asked for, and the file VERSION says {number}: change the file, or the tag"
    yield from wrong_sayings(number)
    yield from wrong_changelog(number, trial)
    if trial:
        return
    yield from wrong_place()
    yield from wrong_tag(number)
    if changed_files():
        yield f"{len(changed_files())} files are not as they were committed: see git status"


def linked(text):
    """Links to files of ours lead to where this version of them is."""
    base = f"{place.read()['SOURCE']}/blob/v{version()}/"
    return re.sub(r"\]\((?!https?:|#)", f"]({base}", text)


def notes():
    where, number = place.read(), version()
    print(f"# Sallyport {number}\n\n"
          f"    helm install sallyport oci://{where['CHARTS']}/sallyport --version {number} \\\n"
          "      --namespace sallyport-system --create-namespace\n\n"
          f"or\n\n    kubectl apply --server-side -f {where['DOWNLOADS']}/v{number}/install.yaml\n\n"
          "[How to verify image, chart and plugin]"
          f"({where['SOURCE']}/blob/v{number}/docs/install.md#verify-a-release).\n")
    print(linked(section(number)[1]))


def items(text):
    """Each item of a list under a heading that Artifact Hub knows, as kind and text."""
    for heading, body in re.findall(r"^### (.+)\n([\s\S]*?)(?=^### |\Z)", text, re.MULTILINE):
        if heading in KINDS:
            for item in re.findall(r"^- ([\s\S]*?)(?=^- |\Z)", body, re.MULTILINE):
                yield heading.lower(), " ".join(item.split())


def plain(item):
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", item).replace("**", "")


def change_list():
    """What is new, as Artifact Hub has it."""
    return [{"kind": kind, "description": plain(item)}
            for kind, item in items(section(version())[1])]


def check(*arguments):
    trial = "--trial" in arguments
    asked = [word for word in arguments if word != "--trial"]
    found = dict.fromkeys(wrong(asked[0] if asked else "", trial))
    sys.exit("".join(f"error: {one}\n" for one in found).rstrip() or 0)


def same(before, now):
    """A release of which one part is of another commit would say one version of two things."""
    if before != now:
        sys.exit(f"error: the sources were {before} and are {now} now, so the release is of both: "
                 "make it again, and change nothing meanwhile")


if __name__ == "__main__":
    {"check": check, "same": same, "notes": notes}[sys.argv[1]](*sys.argv[2:])
