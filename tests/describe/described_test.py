#!/usr/bin/env python3
"""The words of all golden files, and what makes them."""

import pathlib
import re
import unittest

import described
import words

HERE = pathlib.Path(__file__).parent
GOLDEN = {path.stem: path.read_text() for path in sorted(HERE.glob("*.txt"))}
RAW = """Name:  web
Status:
  Conditions:
    Last Transition Time:  2026-11-30T11:24:16Z
    Message:               order https://ca.example.net:14000/my-order/Abc_-9 is under way
Events:
  Type     Reason  Age                 From      Message
  ----     ------  ----                ----      -------
  Normal   Issued  3s                  sallyport  it is valid until 2027-02-28T11:24:16Z
  Normal   Issued  2s (x2 over 3s)     sallyport  it is valid until 2027-02-28T11:24:17Z
"""


class Golden(unittest.TestCase):
    def test_no_message_says_a_thing_twice_or_is_too_long(self):
        self.assertGreater(len(GOLDEN), 20)
        for name, text in GOLDEN.items():
            self.assertEqual(list(words.faults(text)), [], name)

    def test_what_is_not_ready_never_says_that_there_is_nothing_to_do(self):
        for name, text in GOLDEN.items():
            if "Warning  " in text and "Reason:                Issued" not in text:
                self.assertNotIn("nothing for a person to do", text, name)

    def test_what_is_stalled_is_a_warning(self):
        stalled = re.compile(r"Status: +True\n +Type: +Stalled")
        shown = [name for name, text in GOLDEN.items() if stalled.search(text)]
        self.assertGreater(len(shown), 5)
        for name in shown:
            self.assertRegex(GOLDEN[name], r"\n  Warning  ", name)

    def test_each_file_is_written_by_a_case(self):
        cases = "\n".join(path.read_text() for path in (HERE / "../cluster/cases").glob("*.sh"))
        written = set(re.findall(r"^(?:in_tenant )?described \S+ (\S+)$", cases, re.M))
        self.assertEqual(written, set(GOLDEN))


class Described(unittest.TestCase):
    def test_what_differs_each_time_is_left_out(self):
        self.assertEqual(described.described(RAW), """Status:
  Conditions:
    Last Transition Time:  TIME
    Message:               order https://ca.example.net:14000/my-order/ID is under way
Events:
  Normal  Issued  it is valid until TIME
""")

    def test_a_sentence_that_stands_twice_is_found(self):
        twice = "a: nobody answers on port 80 (look at it); b: nobody answers on port 80"
        self.assertEqual(words.said_twice(twice), ["nobody answers on port 80"])
        self.assertEqual(words.said_twice("a: refused; b: refused"), [])


if __name__ == "__main__":
    unittest.main()
