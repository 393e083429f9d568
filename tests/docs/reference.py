#!/usr/bin/env python3
"""The pages of docs/reference/, which say again what the programs say themselves.

reference.py check SOURCE CONTROLLER SIDECAR    whether they are as they would be written
reference.py write SOURCE CONTROLLER SIDECAR    writes them

SOURCE is this repository; CONTROLLER and SIDECAR are the two programs.
"""

import pathlib
import re
import subprocess
import sys

FLAGS = """# Flags

Each flag may also be a key of a YAML file that `--config` names; a flag beats the file. `--name value` and
`--name=value` are the same. In the chart, `controller.extraArgs` and `sidecar.extraArgs` take any of them.
"""
CONDITIONS = """# Conditions and reasons

Each condition has one of the reasons below and a message: which name, what the CA answered, when the next
try is. The same words are in Events, in log lines (`event=`, `reason=`) and in the labels of metrics.
"""


def flags_of(program):
    """Each flag, what it is, and its default, as --help says it."""
    text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    for name, told in re.findall(r"^  --(\S+) +(.+)$", text, re.M):
        default = re.search(r" Default (.+)\.$", told)
        yield name, told[:default.start()] if default else told, default[1] if default else ""


def flags_page(programs):
    lines = [FLAGS]
    for program in programs:
        lines += [f"## {pathlib.Path(program).name}\n", "| flag | default | what it is |", "|---|---|---|"]
        for name, told, default in flags_of(program):
            lines.append(f"| `--{name}` | {f'`{default}`' if default else ''} | {told} |")
        lines.append("")
    return "\n".join(lines)


def words_of(header):
    """Each group of words, as (title, [(word, what it means)]), from their comments."""
    parts = re.split(r"^// (.+)\n(?=inline)", header, flags=re.M)[1:]
    for title, body in zip(parts[::2], parts[1::2]):
        # A comment may go on in the next lines, which are indented.
        found = re.findall(r'=\s*"(\w+)";(?: *// (.+(?:\n {4,}// .+)*))?', body)
        yield title, [(word, re.sub(r"\n *// ", " ", told)) for word, told in found]


def conditions_page(header):
    lines = [CONDITIONS]
    for title, words in words_of(header):
        lines += [f"## {title.rstrip('.')}\n"]
        if any(told for _, told in words):
            lines += ["| word | what it means, what to do |", "|---|---|"]
            lines += [f"| `{word}` | {told} |" for word, told in words]
        else:
            lines.append(", ".join(f"`{word}`" for word, _ in words) + ".")
        lines.append("")
    return "\n".join(lines)


def main(command, source, *programs):
    source, faults = pathlib.Path(source), []
    pages = {"flags.md": flags_page(programs),
             "conditions.md": conditions_page((source / "lib/api/reasons.h").read_text())}
    for name, text in pages.items():
        path = source / "docs/reference" / name
        if command == "write":
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            faults.append(name)
    print(f"reference: {len(pages)} pages, {len(faults)} out of date")
    if faults:
        sys.exit(f"run tests/docs/reference.py write {source} {' '.join(programs)}")


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in ("check", "write"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
