#!/usr/bin/env python3
"""The words of all golden files, and what makes them."""

import pathlib
import re
import sys
import unittest

import described
import words

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE / "../docs"))

import reasons  # noqa: E402

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


# Reasons that are in no golden file, and why.
WITHOUT = {
    "Certificate Expired": "weeks have to pass, by the CA's clock too",
    "Certificate Expiring": "it is an order's reason for moments; what fails then has another one",
    "Certificate RenewalSuggested": "as Expiring",
    "Certificate RenewRequested": "as Expiring",
    "Certificate RenewalFails": "weeks have to pass, by the CA's clock too",
    "Certificate TooManyAnswers": "it takes hundreds of orders",
    "Issuer AccountUnknown": "the account is looked up within moments",
    "Issuer AccountKeyChanging": "the key is another one within moments",
    "Issuer OrdersUnderWay": "it ends with an order, within moments",
    "Issuer ClocksAgree": "nobody is woken by it",
}


def shows(golden, kind, reason):
    """A condition or an Event of an object of that kind has the reason."""
    line = re.compile(rf"^(?:    Reason: +{reason}|  (?:Warning|Normal)  {reason}  .+)$", re.M)
    return any(line.search(text) for name, text in golden.items()
               if name.startswith("issuer-") == (kind == "Issuer"))


def reasons_of_objects():
    header = (HERE / "../../lib/api/reasons.h").read_text()
    for group in reasons.read(header):
        for reason in group.reasons:
            for place in reason.place.split("; "):
                kind, _, where = place.partition(": ")
                if where and kind != "Lease":
                    yield kind, reason.word


class Golden(unittest.TestCase):
    def test_each_reason_that_a_user_can_meet_is_shown(self):
        found = list(reasons_of_objects())
        self.assertGreater(len(found), 60)
        missing = {f"{kind} {reason}" for kind, reason in found if not shows(GOLDEN, kind, reason)}
        self.assertEqual(missing, set(WITHOUT))

    def test_no_message_says_a_thing_twice_or_is_too_long(self):
        self.assertGreater(len(GOLDEN), 20)
        for name, text in GOLDEN.items():
            self.assertEqual(list(words.faults(text)), [], name)

    def test_what_is_not_ready_never_says_that_there_is_nothing_to_do(self):
        for name, text in GOLDEN.items():
            if "Warning  " in text and not re.search(r"Reason: +Issued$", text, re.M):
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
