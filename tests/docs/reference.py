#!/usr/bin/env python3
"""The pages of docs/reference/, which say again what the programs say themselves.

reference.py check SOURCE CONTROLLER SIDECAR PLUGIN    whether they are as they would be written
reference.py write SOURCE CONTROLLER SIDECAR PLUGIN    writes them

SOURCE is this repository; the others are the programs. Both fail on a reason that no user can make
sense of, on a wait that is in no row of tests/docs/waits.txt, on a label or annotation that is in none
of tests/docs/labels.txt, on a field without description, and on a command that docs/kubectl.md misses.
"""

import pathlib
import re
import subprocess
import sys

import fields
import labels
import plugin
import reasons
import waits

REASONS = ("lib/api/reasons.h", "lib/api/annotation_reasons.h")
WAITS = "tests/docs/waits.txt"
LABELS = "tests/docs/labels.txt"
KINDS = "manifests/crds.yaml"
GUIDE = "docs/kubectl.md"
FLAGS = """# Flags

Each flag may also be a key of a YAML file that `--config` names; a flag beats the file. `--name value` and
`--name=value` are the same. In the chart, `controller.extraArgs` and `sidecar.extraArgs` take any of them.
"""


def flags_of(program):
    """Each flag, what it is, and its default, as --help says it."""
    text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    for name, about in re.findall(r"^  --(\S+) +(.+)$", text, re.M):
        default = re.search(r" Default (.+)\.$", about)
        yield name, about[:default.start()] if default else about, default[1] if default else ""


def flags_page(programs):
    lines = [FLAGS]
    for program in programs:
        lines += [f"## {pathlib.Path(program).name}\n", "| flag | default | what it is |", "|---|---|---|"]
        for name, about, default in flags_of(program):
            lines.append(f"| `--{name}` | {f'`{default}`' if default else ''} | {about} |")
        lines.append("")
    return "\n".join(lines)


def texts_in(source, folders):
    """Their sources, by their paths."""
    paths = [path for folder in folders for path in (source / folder).rglob("*")
             if path.suffix in (".h", ".cc")]
    return {path.relative_to(source).as_posix(): path.read_text() for path in paths}


def sources_of(source):
    """What lib/ and controller/ consist of, but for the reasons themselves."""
    texts = texts_in(source, ("lib", "controller"))
    for header in REASONS:
        del texts[header]
    return texts


def waits_of(source):
    return texts_in(source, ("lib", "controller", "sidecar"))


def labels_sources_of(source):
    paths = [*(source / "manifests").rglob("*.yaml")]
    return {**texts_in(source, ("lib", "controller", "sidecar", "kubectl")),
            **{path.relative_to(source).as_posix(): path.read_text() for path in paths}}


def refuse(where, faults):
    if wrong := list(faults):
        sys.exit("\n".join(f"{where}: {fault}" for fault in wrong))


def pages_of(source, programs, command_line):
    """The text of each page, by its name; fails where something of them makes no sense."""
    groups = reasons.read("".join((source / each).read_text() for each in REASONS))
    refuse("lib/api", reasons.faults(groups, sources_of(source)))
    all_waits = waits.read((source / WAITS).read_text())
    refuse(WAITS, waits.faults(all_waits, waits_of(source)))
    all_labels = labels.read((source / LABELS).read_text())
    refuse(LABELS, labels.faults(all_labels, labels_sources_of(source)))
    kinds = (source / KINDS).read_text()
    refuse(KINDS, fields.faults(kinds))
    refuse(GUIDE, plugin.faults(command_line, (source / GUIDE).read_text()))
    return {"flags.md": flags_page(programs), "conditions.md": reasons.page(groups),
            "waits.md": waits.page(all_waits, waits_of(source)), "labels.md": labels.page(all_labels),
            "fields.md": fields.page(kinds), "kubectl.md": plugin.page(command_line)}


def main(command, source, *programs):
    source, out_of_date = pathlib.Path(source), []
    pages = pages_of(source, programs[:2], programs[2])
    for name, text in pages.items():
        path = source / "docs/reference" / name
        if command == "write":
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            out_of_date.append(name)
    print(f"reference: {len(pages)} pages, {len(out_of_date)} out of date")
    if out_of_date:
        sys.exit(f"run tests/docs/reference.py write {source} {' '.join(programs)}")


if __name__ == "__main__":
    if len(sys.argv) != 6 or sys.argv[1] not in ("check", "write"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
