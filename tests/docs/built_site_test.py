#!/usr/bin/env python3
"""That questions.py and built_site.py find an answer that lacks, a page that lacks, and a page that asks others."""

import json
import pathlib
import tempfile
import unittest

import built_site
import questions

HEAD = f'<meta http-equiv="Content-Security-Policy" content="{built_site.POLICY}">'
NAV = '<a class="md-nav__link" href="docs/a.html">A</a>'
PAGES = {"README.md": "# Start\n\nHello.\n", "docs/a.md": "# A\n\nFirst.\n\n## One `x`\n\nalpha\nbeta\n\n### In\n\ngamma\n\n## Two\n\ndelta\n"}
ROW = "What? | docs/a.md#one-x | alpha beta, gamma\n"


class Questions(unittest.TestCase):
    def found(self, text):
        return list(questions.faults(questions.read(text), PAGES))

    def test_an_answer_with_its_words_is_good(self):
        self.assertEqual(self.found("# A list\n\n" + ROW + "Who? | docs/a.md#a | First\n"), [])

    def test_a_word_of_another_section_is_missing(self):
        self.assertEqual(self.found(ROW.replace("gamma", "delta")), ["What? docs/a.md#one-x lacks: delta."])
        self.assertEqual(self.found("Who? | docs/a.md#a | alpha"), ["Who? docs/a.md#a lacks: alpha."])

    def test_a_section_that_is_not_there_is_one(self):
        for place in ("docs/a.md#one", "docs/b.md#one-x", "docs/a.md"):
            self.assertEqual(len(self.found(f"What? | {place} | alpha")), 1, place)

    def test_a_question_that_is_asked_twice_or_needs_no_word_is_one(self):
        self.assertEqual(self.found(ROW + ROW), ["What? It is there twice."])
        self.assertEqual(len(self.found("What? | docs/a.md#one-x | ")), 1)


class Site(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = pathlib.Path(folder.name)
        (self.site / "docs").mkdir()
        (self.site / "search").mkdir()
        self.write("index.html", HEAD + NAV)
        self.write("docs/a.html", HEAD + '<img src="p.svg"><a href="https://example.com/">x</a>'
                   '<link rel="canonical" href="https://example.com/a">')
        self.write("a.css", "a { background: url('p.svg') }")
        self.write("search/search_index.json", json.dumps({"config": {"separator": r"\s+"}, "docs": [
            {"location": "docs/a.html#one-x", "title": "One x", "text": "<p>alpha\nbeta</p>"},
            {"location": "docs/a.html#in", "title": "In", "text": "gamma"}]}))

    def write(self, name, text):
        (self.site / name).write_text(text)

    def found(self):
        return list(built_site.faults(self.site, PAGES, list(questions.read(ROW))))

    def test_a_whole_site_is_good(self):
        self.assertEqual(self.found(), [])

    def test_a_page_that_is_not_built_is_one(self):
        (self.site / "docs/a.html").unlink()
        self.assertEqual(self.found(), ["docs/a.md is not in the site"])

    def test_a_page_that_is_not_in_the_navigation_is_one(self):
        self.write("index.html", HEAD + NAV.replace("md-nav__link", "md-link"))
        self.assertEqual(self.found(), ["docs/a.md is not in the navigation"])

    def test_what_is_loaded_from_another_host_is_one(self):
        for text in ('<script src="https://cdn.example.com/a.js"></script>', '<img src="//example.com/a.png">',
                     '<link rel="stylesheet" href="https://fonts.example.com/a.css">', '<p class="mermaid">'):
            self.write("docs/a.html", HEAD + text)
            self.assertEqual(len(self.found()), 1, text)

    def test_a_style_sheet_that_loads_from_another_host_is_one(self):
        for text in ("a { src: url(https://example.com/a.woff) }", "@import 'https://example.com/a.css';"):
            self.write("a.css", text)
            self.assertEqual(len(self.found()), 1, text)

    def test_a_page_without_the_policy_or_with_a_wider_one_is_one(self):
        for head in ("", HEAD.replace("default-src 'self'", "default-src *")):
            self.write("docs/a.html", head)
            self.assertEqual(len(self.found()), 1, head)

    def test_what_the_search_does_not_find_is_one(self):
        text = (self.site / "search/search_index.json").read_text()
        self.write("search/search_index.json", text.replace("gamma", ""))
        self.assertEqual(len(self.found()), 1)
        self.write("search/search_index.json", text.replace("gamma", "(gamma)"))
        self.assertEqual(self.found(), ["the search does not find 'gamma' in docs/a.html: What?"])
        self.write("search/search_index.json", text.replace("docs/a.html", "docs/b.html"))
        self.assertEqual(len(self.found()), 3)


if __name__ == "__main__":
    unittest.main()
