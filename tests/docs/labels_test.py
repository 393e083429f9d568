#!/usr/bin/env python3
"""That labels.py and plugin.py find what their pages miss, and what is there no more."""

import pathlib
import stat
import tempfile
import unittest

import labels
import plugin

ROWS = labels.read("# Yours\nrenew | annotation | renews\nusages | annotation | `usages`\n")
SOURCE = '"sallyport.dev/renew" "sallyport.dev/v1" kOthers = f(\n{"renew"}); Field{"usages", "", "usages"}'
HELP = """#!/bin/sh
echo "Commands:
  one    Does one.
  two    Does two.
  three  Does three.
  four   Does four.
  five   Does five."
"""
GUIDE = "kubectl sallyport one, kubectl sallyport two, three: kubectl-sallyport three\n| Four? | [`four`](#four) |\n"


class Labels(unittest.TestCase):
    def test_a_table_of_all_has_no_fault(self):
        self.assertEqual(list(labels.faults(ROWS, {"a.cc": SOURCE})), [])

    def test_one_of_the_sources_without_a_row_is_one(self):
        for text in ('"sallyport.dev/other"', 'kOthers = f({"other"})', 'kOthers = f({}); Field{"other", ""}'):
            self.assertEqual(list(labels.faults(ROWS, {"a.cc": SOURCE, "b.cc": text})),
                             ["sallyport.dev/other has no row"], text)

    def test_a_row_that_is_in_no_source_is_one(self):
        self.assertEqual(list(labels.faults(ROWS, {"a.cc": SOURCE.replace("dev/renew", "dev/").replace('{"renew"}', "{}")})),
                         ["sallyport.dev/renew has a row, and is in no source"])

    def test_a_row_that_is_neither_label_nor_annotation_is_one(self):
        self.assertEqual(len(list(labels.faults(labels.read("# A\nrenew | a | b\nusages | label | c\n"), {"a.cc": SOURCE}))), 1)

    def test_the_page_has_them_all(self):
        self.assertIn("## Yours\n", labels.page(ROWS))
        self.assertIn("| `sallyport.dev/renew` | annotation | renews |", labels.page(ROWS))


class Plugin(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.program = pathlib.Path(self.folder.name) / "plugin"
        self.program.write_text(HELP)
        self.program.chmod(stat.S_IRWXU)

    def test_a_command_that_the_guide_misses_is_a_fault(self):
        self.assertEqual(list(plugin.faults(self.program, GUIDE)), ["five is not in docs/kubectl.md"])
        self.assertEqual(list(plugin.faults(self.program, GUIDE + "kubectl sallyport five")), [])

    def test_a_command_that_is_gone_is_a_fault(self):
        self.assertEqual(list(plugin.faults(self.program, GUIDE + "kubectl sallyport five, kubectl sallyport six")),
                         ["six is in docs/kubectl.md, and the plugin does not know it"])

    def test_the_page_has_each_command(self):
        page = plugin.page(self.program)
        for command in ("one", "five"):
            self.assertIn(f"## {command}\n", page)


if __name__ == "__main__":
    unittest.main()
