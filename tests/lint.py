#!/usr/bin/env python3
"""lint.py BUILD STAMPS: runs clang-tidy over every source that is not a test.

BUILD holds compile_commands.json. A source that was clean before is not looked at again while neither it,
nor a header that it includes, nor its command, nor clang-tidy has changed: STAMPS is the folder that
remembers this.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def output_of(*command, cwd=ROOT):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def read_files_of(command, folder):
    """The files that a compilation reads, by what the compiler says."""
    words = shlex.split(command)
    at = words.index("-o")
    del words[at : at + 2]
    words.remove("-c")
    rule = output_of(*words, "-M", cwd=folder)
    return rule.replace("\\\n", " ").split(":", 1)[1].split()


def digest_of(entry, tool):
    """Of all that decides what clang-tidy says, wherever the sources are."""
    digest = hashlib.sha256(tool)
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for name in read_files_of(entry["command"], entry["directory"]):
        path = pathlib.Path(entry["directory"], name).resolve()
        digest.update(str(path).replace(str(ROOT), "").encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def lint(entry, build, stamps, tool):
    """What clang-tidy says of one source; nothing is well."""
    stamp = stamps / digest_of(entry, tool)
    if stamp.exists():
        return ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, entry["file"]], cwd=ROOT,
                          capture_output=True, text=True)
    if done.returncode == 0:
        stamp.touch()
        return ""
    return done.stdout or done.stderr


def tool_and_settings():
    settings = subprocess.run(["clang-tidy", "--dump-config"], cwd=ROOT, check=True,
                              capture_output=True, text=True)
    if "Error parsing" in settings.stdout + settings.stderr:
        sys.exit(".clang-tidy cannot be read")
    return (output_of("clang-tidy", "--version") + settings.stdout).encode()


def main(build, stamps):
    stamps = pathlib.Path(stamps)
    stamps.mkdir(parents=True, exist_ok=True)
    tool = tool_and_settings()
    tests, generated = str(ROOT / "tests") + "/", str(ROOT / "build") + "/"
    entries = [entry for entry in json.loads(pathlib.Path(build, "compile_commands.json").read_text())
               if not entry["file"].startswith((tests, generated))]
    sources = {entry["file"]: entry for entry in entries}
    if not sources:
        sys.exit("there is no source to look at")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = list(pool.map(lambda entry: lint(entry, build, stamps, tool), sources.values()))
    print("".join(said), end="")
    return 1 if any(said) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
