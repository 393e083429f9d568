#!/usr/bin/env python3
"""That links.py finds each kind of link that leads nowhere, and takes those that lead somewhere."""

import unittest

import links

OTHER = "# Other\n\n## By a Gateway\n\n## `list`, and more\n\n## Twice\n\n## Twice\n\n[back](../README.md)\n"
FILES = {"README.md", "docs/other.md", "docs/picture.svg"}


def faults(text, sources=None, other=OTHER):
    return list(links.faults({"README.md": text, "docs/other.md": other}, FILES, sources or {}))


class Links(unittest.TestCase):
    def test_what_leads_somewhere_is_no_fault(self):
        self.assertEqual(faults(
            "# A\n\n[o](docs/other.md) [g](docs/other.md#by-a-gateway) [l](docs/other.md#list-and-more)\n"
            "[t](docs/other.md#twice-1) [a](#a) ![p](docs/picture.svg) [CA](https://ca.example.com/x)\n"), [])

    def test_a_file_that_is_not_there_is_one(self):
        self.assertIn("README.md:3: docs/gone.md is not there", faults("# A\n\n[o](docs/gone.md) [o](docs/other.md)\n"))
        self.assertIn("README.md:1: picture.svg is not there", faults("![p](picture.svg) [o](docs/other.md)\n"))
        self.assertIn("docs/other.md:3: docs/README.md is not there",
                      faults("[o](docs/other.md)\n", other="# Other\n\n[back](README.md)\n"))

    def test_an_anchor_without_heading_is_one(self):
        for anchor in ("by-gateway", "By-a-Gateway", "twice-2"):
            self.assertEqual(faults(f"[o](docs/other.md#{anchor})\n"),
                             [f"README.md:1: docs/other.md has no heading #{anchor}"])
        self.assertEqual(faults("[o](docs/other.md) [a](#a)\n"), ["README.md:1: README.md has no heading #a"])
        self.assertEqual(len(faults("[o](docs/other.md) [p](docs/picture.svg#a)\n")), 1)

    def test_what_is_shown_as_code_is_neither_link_nor_heading(self):
        self.assertEqual(faults("[o](docs/other.md)\n`[x](gone.md)`\n\n```sh\n[x](gone.md)\n```\n"), [])
        self.assertEqual(len(faults("[o](docs/other.md) [a](#a)\n\n```sh\n# a\n```\n")), 1)

    def test_an_address_that_is_no_https_is_one(self):
        self.assertEqual(len(faults("[o](docs/other.md) [x](http://example.com/) [y](/docs/other.md)\n")), 2)

    def test_a_link_by_name_is_one(self):
        self.assertIn("instead of", faults("[o](docs/other.md)\n\n[o]: docs/other.md\n")[0])

    def test_a_page_that_is_not_reached_is_one(self):
        self.assertEqual(faults("# A\n"), ["docs/other.md: no way of links leads there from README.md"])

    def test_a_page_that_a_source_names_must_be_there(self):
        text = "[o](docs/other.md)\n"
        self.assertEqual(faults(text, {"a.cc": '"see docs/other.md#twice, docs/other.md"'}), [])
        self.assertEqual(faults(text, {"a.cc": "\n// see docs/gone.md"}), ["a.cc:2: docs/gone.md is not there"])
        self.assertEqual(faults(text, {"a.yaml": "runbook: docs/other.md#gone"}),
                         ["a.yaml:1: docs/other.md has no heading #gone"])

    def test_what_stands_in_a_list_is_four_spaces_in(self):
        for inside in ("  - b", "\n  more", "  ```sh\n  x\n  ```"):
            self.assertIn("README.md:4: indent" if inside[0] == " " else "README.md:5: indent",
                          faults(f"[o](docs/other.md)\n\n- a\n{inside}\n")[0])
        self.assertEqual(faults("[o](docs/other.md)\n\n- a\n  goes on\n    - b\n\n    more\n"), [])
        self.assertEqual(faults("[o](docs/other.md)\n\n```yaml\na:\n\n  - b\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
