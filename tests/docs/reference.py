#!/usr/bin/env python3
"""The pages of docs/reference/, which say again what the programs say themselves.

reference.py check SOURCE CONTROLLER SIDECAR    whether they are as they would be written
reference.py write SOURCE CONTROLLER SIDECAR    writes them

SOURCE is this repository; CONTROLLER and SIDECAR are the two programs. Both fail on a reason that no
user can make sense of, and on a wait that is in no row of tests/docs/waits.txt.
"""

import pathlib
import re
import subprocess
import sys

import reasons
import waits

REASONS = ("lib/api/reasons.h", "lib/api/annotation_reasons.h")
WAITS = "tests/docs/waits.txt"
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


def main(command, source, *programs):
    source, out_of_date = pathlib.Path(source), []
    groups = reasons.read("".join((source / each).read_text() for each in REASONS))
    if wrong := list(reasons.faults(groups, sources_of(source))):
        sys.exit("\n".join(f"lib/api: {fault}" for fault in wrong))
    all_waits = waits.read((source / WAITS).read_text())
    if wrong := list(waits.faults(all_waits, waits_of(source))):
        sys.exit("\n".join(f"{WAITS}: {fault}" for fault in wrong))
    pages = {"flags.md": flags_page(programs), "conditions.md": reasons.page(groups),
             "waits.md": waits.page(all_waits, waits_of(source))}
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
    if len(sys.argv) != 5 or sys.argv[1] not in ("check", "write"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
