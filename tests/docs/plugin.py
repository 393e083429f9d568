"""The page of all commands of kubectl sallyport, as their --help says it."""

import re
import subprocess

PAGE = """# Commands of kubectl sallyport

Every command and flag, as `kubectl sallyport COMMAND --help` says it. [kubectl sallyport](../kubectl.md) tells
what each is good for, and has examples.

"""


def said(program, *words):
    return subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True).stdout


def commands(program):
    return re.findall(r"^  ([a-z]+)  +\S", said(program).partition("Commands:")[2], re.M)


def page(program):
    lines = [PAGE.rstrip() + "\n"]
    for command in commands(program):
        lines += [f"## {command}\n", "```text", said(program, command).rstrip(), "```\n"]
    return "\n".join(lines)


def faults(program, guide):
    """Whether docs/kubectl.md names each command, and no other."""
    known, told = set(commands(program)), set(re.findall(r"kubectl[ -]sallyport ([a-z]+)\b(?!/)", guide))
    headings = set(re.findall(r"^\| .*\| \[`([a-z]+)`\]", guide, re.M))
    if len(known) < 5:
        yield f"--help tells of {len(known)} commands"
    for command in sorted(known - told - headings):
        yield f"{command} is not in docs/kubectl.md"
    for command in sorted((told | headings) - known):
        yield f"{command} is in docs/kubectl.md, and the plugin does not know it"
