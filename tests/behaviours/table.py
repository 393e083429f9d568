#!/usr/bin/env python3
"""Which behaviour is proved by which test.

Usage: table.py [--quiet] [--shrink] [RESULTS.xml...]

A test carries the ids of ids.txt that it proves at the beginning of its name
(Ca.N1_N4_BadNonceIsRepeated…); a cluster case, or one of the chart, in a line "# Behaviours: O2, T18".
Prints the table: id, what it means, tests, and with ctest's --output-junit files what became of
them. Fails when a behaviour has no test and is not in missing.txt, when missing.txt lists one that
has (--shrink takes it off the list), and when a test carries an id that does not exist.
"""

import collections
import pathlib
import re
import sys
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
ID = r"(?:[TNAOZFRLV]|PF)\d+"


def read_ids():
    ids = {}
    for line in (HERE / "ids.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, meaning = line.split(maxsplit=1)
            ids[name] = meaning
    return ids


def read_missing():
    lines = (HERE / "missing.txt").read_text().splitlines()
    return {name for line in lines if not line.startswith("#") for name in line.split()}


def shrink(proved):
    path = HERE / "missing.txt"
    lines = [line for line in path.read_text().splitlines() if line not in proved]
    path.write_text("\n".join(lines) + "\n")


def unit_tests():
    for path in sorted(TESTS.rglob("*_test.cc")):
        text = path.read_text()
        for suite, name in re.findall(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", text, re.M):
            carried = re.match(rf"((?:{ID}_)+)[A-Z]", name)
            if carried:
                yield f"{suite}.{name}", carried.group(1).strip("_").split("_")


def cases():
    for path in sorted(TESTS.glob("*/cases/*.sh")):
        for line in re.findall(r"^# Behaviours: (.*)$", path.read_text(), re.M):
            yield f"{path.parent.parent.name}/{path.stem}", re.findall(r"[A-Z]+\d+", line)


def read_results(paths):
    results = {}
    for path in paths:
        for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
            # Suite/Fixture.Name/Kind, as CTest names what has parameters.
            name = re.sub(r"^\w*/(?=\w+\.)|/\w+$", "", case.get("name"))
            good = case.get("status") == "run" and case.find("failure") is None
            results[name] = results.get(name, True) and good
    return results


def main():
    results = read_results(a for a in sys.argv[1:] if not a.startswith("--"))
    proved = collections.defaultdict(list)
    for test, carried in [*unit_tests(), *cases()]:
        for one in carried:
            proved[one].append(test)
    if "--shrink" in sys.argv:
        shrink(proved)
    ids, missing = read_ids(), read_missing()
    wrong = [f"{one}: no such behaviour, named by {', '.join(proved[one])}"
             for one in proved if one not in ids]
    wrong += [f"{one}: no test: {ids[one]}" for one in ids
              if one not in proved and one not in missing]
    wrong += [f"{one}: in missing.txt, though it is proved or unknown: table.py --shrink"
              for one in sorted(missing) if one in proved or one not in ids]
    if "--quiet" not in sys.argv:
        for one, meaning in ids.items():
            print(f"{one:5}{meaning}")
            for test in proved.get(one, ["not yet"]):
                told = {True: "passed", False: "FAILED"}.get(results.get(test), "")
                print(f"       {test}  {told}".rstrip())
    print("\n".join(wrong))
    print(f"{sum(one in proved for one in ids)} of {len(ids)} behaviours are proved by a test, "
          f"{len(missing)} are known to be missing")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
