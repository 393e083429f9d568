#!/usr/bin/env python3
"""That docs/security.md misses nothing that a tenant may write, and names tests that exist."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
WORDS = set(re.findall(r"`([^`\n]+)`", PAGE))
ANNOTATION = re.compile(r'string_view k\w+\s*=\s*"((?:sallyport\.dev|app\.kubernetes\.io)/[a-z-]+)"')
TEST = re.compile(r"\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\)")


def fields(kind, path):
    """The names right below `path` in the schema of a kind."""
    crds = (ROOT / "manifests/crds.yaml").read_text().split("\n---")
    lines = next(one for one in crds if f"\n    kind: {kind}\n" in one).splitlines()
    at = 0
    for name in ["openAPIV3Schema", "spec", *path]:
        at = next(i for i in range(at, len(lines)) if lines[i].strip() == name + ":")
        at = next(i for i in range(at, len(lines)) if lines[i].strip() == "properties:")
    indent = len(lines[at]) - len(lines[at].lstrip()) + 2
    found = []
    for line in lines[at + 1:]:
        depth = len(line) - len(line.lstrip())
        if depth < indent:
            break
        if depth == indent:
            found.append(line.strip().rstrip(":"))
    return found


class Page(unittest.TestCase):
    def test_names_every_field_that_a_tenant_may_write(self):
        for kind, path in (("Certificate", []), ("Issuer", ["acme"])):
            found = fields(kind, path)
            self.assertGreater(len(found), 10, kind)
            for field in found:
                self.assertIn(field, WORDS, kind)

    def test_names_every_annotation_and_label_of_ours(self):
        headers = [*ROOT.glob("lib/**/*.h"), *ROOT.glob("controller/**/*.h")]
        found = {word for path in headers for word in ANNOTATION.findall(path.read_text())}
        self.assertGreater(len(found), 10)
        for word in sorted(found):
            self.assertTrue({word, "annotation " + word} & WORDS, word)

    def test_names_tests_that_exist(self):
        tests = {f"{suite}.{name}" for path in ROOT.glob("tests/**/*.cc")
                 for suite, name in TEST.findall(path.read_text())}
        named = {word for word in WORDS if re.fullmatch(r"\w+\.[A-Z]\w{15,}", word)}
        self.assertGreater(len(named), 20)
        for word in sorted(named):
            self.assertIn(word, tests)
        for word in sorted(word for word in WORDS if word.startswith("tests/")):
            self.assertTrue((ROOT / word).exists(), word)


if __name__ == "__main__":
    unittest.main()
