#!/usr/bin/env python3
"""Sets faults into a copy of the sources, one at a time, and looks whether a test notices each.

Usage: run.py [--only PATTERN] [--build FOLDER]
       run.py --check

The faults are listed in the *.txt beside this file, in blocks with an empty line between them:

    A first line that says what a user would feel.
    file: path from the root of the sources
    find: text that occurs exactly once in that file
    with: what stands there instead; may be empty
    test: executable, then the name of the test that must fail

--only takes the blocks that match the regular expression. --check runs nothing: it looks whether
the texts and the tests that are listed exist. A copy for each processor, and its build, are kept
in FOLDER (build/mutations), so that the next run is quicker; nobody's files are touched.
Prints killed, survived or an error for each; exits with 1 unless all are killed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FIELDS = ("file", "find", "with", "test")
KILLED = "killed"
SURVIVED = "SURVIVED"
TEST_SECONDS = 120
OUR_EXIT_CODES = (0, 1)  # of a test program that ended by itself


class Mutation(typing.NamedTuple):
    place: str  # list and line
    about: str
    file: str
    find: str
    replacement: str
    program: str
    test: str


class Wrong(Exception):
    """What is listed is not so, or cannot be built."""


def read_block(place, lines):
    values = {}
    for line, field in zip(lines[1:], FIELDS):
        name, colon, value = line.partition(":")
        if name != field or not colon:
            raise Wrong(f"{place}: expected '{field}:', found: {line}")
        values[field] = value[1:]
    if len(lines) != 1 + len(FIELDS):
        raise Wrong(f"{place}: expected a sentence and {', '.join(FIELDS)}")
    if len(values["test"].split()) != 2:
        raise Wrong(f"{place}: test: expected an executable and a test")
    program, test = values["test"].split()
    return Mutation(place, lines[0], values["file"], values["find"], values["with"], program, test)


def read_list(path):
    block, start = [], 0
    for number, line in enumerate(path.read_text().splitlines() + [""], 1):
        if line.startswith("#"):
            continue
        if line:
            start = start if block else number
            block.append(line)
        elif block:
            yield read_block(f"{path.name}:{start}", block)
            block = []


def read_all():
    return [one for path in sorted(HERE.glob("*.txt")) for one in read_list(path)]


def mutated(text, mutation):
    count = text.count(mutation.find)
    if count != 1:
        raise Wrong(f"{mutation.file} has {count} times, and not once: {mutation.find}")
    if mutation.find == mutation.replacement:
        raise Wrong("nothing is changed")
    return text.replace(mutation.find, mutation.replacement)


def tests_in(folder):
    """The tests of the sources, as Suite.Name."""
    pattern = re.compile(r"\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)")
    sources = (path.read_text() for path in sorted(folder.glob("*.cc")))
    return {".".join(pair) for text in sources for pair in pattern.findall(text)}


def plain_name(test):
    """Rows/Suite.Name/7 and Suite.Name are both written as Suite.Name."""
    suite, _, name = test.partition(".")
    return suite.rpartition("/")[2] + "." + name.partition("/")[0]


def check(mutation):
    path = ROOT / mutation.file
    if not path.is_file():
        raise Wrong(f"there is no file {mutation.file}")
    mutated(path.read_text(), mutation)
    room = mutation.program.removesuffix("_test")
    if plain_name(mutation.test) not in tests_in(ROOT / "tests" / room):
        raise Wrong(f"there is no test {mutation.test} in tests/{room}")


def check_all(mutations):
    wrong = []
    for mutation in mutations:
        try:
            check(mutation)
        except Wrong as why:
            wrong.append(f"{mutation.place}: {why}")
    print("\n".join(wrong + [f"{len(mutations)} mutations, {len(wrong)} wrong"]))
    return 1 if wrong or not mutations else 0


def copy_sources(tree):
    """Brings the copy to what the sources are now; what is the same keeps its time."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], check=True, stdout=subprocess.PIPE).stdout
    names = [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    for name in names:
        target = tree / name
        content = (ROOT / name).read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod((ROOT / name).stat().st_mode)
    for target in tree.rglob("*"):
        inside = target.relative_to(tree)
        if target.is_file() and inside.parts[0] != "build" and inside.as_posix() not in names:
            target.unlink()


def environment():
    """Where ./dev keeps what it has compiled and the programs that some tests run."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
    ours = {"CCACHE_DIR": str(cache / "sallyport/ccache"),
            "SALLYPORT_TOOLS": str(cache / "sallyport/tools/bin")}
    return ours | dict(os.environ)


def run(command, folder, timeout=None):
    return subprocess.run(command, cwd=folder, env=environment(), timeout=timeout, text=True,
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def build(tree, program):
    done = run(["ninja", "-j", "1", "-C", "build/dev", program], tree)
    if done.returncode != 0:
        told = [line for line in done.stdout.splitlines() if "error: " in line]
        raise Wrong("it does not compile: " + "; ".join(told or [done.stdout[-2000:]]))


def run_tests(tree, program, tests):
    """Whether all of them pass. A test that hangs or crashes does not."""
    command = [tree / "build/dev/tests" / program, "--gtest_filter=" + ":".join(sorted(tests))]
    try:
        done = run(command, tree, timeout=TEST_SECONDS * len(tests))
    except subprocess.TimeoutExpired:
        return False
    if done.returncode in OUR_EXIT_CODES and "] Running 0 tests" in done.stdout:
        raise Wrong(f"{program} has no test {', '.join(sorted(tests))}")
    return done.returncode == 0


def prepare(tree, program, tests):
    """Without a fault everything passes, or a failure would mean nothing."""
    build(tree, program)
    if not run_tests(tree, program, tests):
        raise Wrong(f"{program}: of the tests that are listed some fail without any fault")


def set_in(tree, mutation):
    path = tree / mutation.file
    before = path.read_text()
    path.write_text(mutated(before, mutation))
    try:
        build(tree, mutation.program)
        survived = run_tests(tree, mutation.program, {mutation.test})
    finally:
        path.write_text(before)
    return SURVIVED if survived else KILLED


def try_one(tree, mutation):
    begun = time.monotonic()
    try:
        result = set_in(tree, mutation)
    except Wrong as why:
        result = f"ERROR: {why}"
    seconds = f"{time.monotonic() - begun:.0f} s"
    print(f"{result:9} {mutation.place}, {seconds}: {mutation.about}", flush=True)
    return result


def try_all(tree, mutations):
    copy_sources(tree)
    configured = run(["cmake", "--preset", "dev"], tree)
    if configured.returncode != 0:
        raise Wrong(configured.stdout)
    results = []
    for program in sorted({one.program for one in mutations}):
        group = [one for one in mutations if one.program == program]
        prepare(tree, program, {one.test for one in group})
        results += [try_one(tree, one) for one in group]
    return results


def try_at_once(folder, mutations):
    """In equal parts, each in a tree of its own; what is of one file stays together."""
    mutations = sorted(mutations, key=lambda one: (one.program, one.file))
    count = min(os.cpu_count() or 1, len(mutations))
    size = -(-len(mutations) // max(count, 1))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        parts = [pool.submit(try_all, folder / str(i) / "sources", mutations[i * size:][:size])
                 for i in range(count)]
        return [result for part in parts for result in part.result()]


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("Usage: ")[1].split("\n\n")[0])
    options.add_argument("--only", default="", metavar="PATTERN")
    options.add_argument("--build", default=ROOT / "build/mutations", type=pathlib.Path)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    mutations = [one for one in read_all() if re.search(given.only, "\n".join(one))]
    if given.check:
        return check_all(mutations)
    begun = time.monotonic()
    results = try_at_once(given.build.resolve(), mutations)
    minutes = (time.monotonic() - begun) / 60
    errors = sum(result.startswith("ERROR") for result in results)
    print(f"{len(results)} mutations in {minutes:.0f} minutes: {results.count(KILLED)} killed, "
          f"{results.count(SURVIVED)} survived, {errors} errors")
    return 0 if results and results.count(KILLED) == len(results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        sys.exit(str(wrong))
