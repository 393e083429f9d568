#!/usr/bin/env python3
"""That reasons.py finds what no user could make sense of, and that its page says all the rest."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import reasons

TEXT = "// The Secret is good.\n// There is nothing to do.\n"
PLACE = "// Certificate: Ready=True, Issuing=False, Event\n"
ISSUED = 'inline constexpr std::string_view kIssued = "Issued";\n'
HEADING = "// # A certificate is ready\n\n"
USED = {"controller/pass/endings.cc": "tell(api::kIssued)"}


def faults(header, sources=None):
    return list(reasons.faults(reasons.read(header), USED if sources is None else sources))


class Faults(unittest.TestCase):
    def test_a_reason_under_a_heading_with_place_text_and_use_has_none(self):
        self.assertEqual(faults(HEADING + PLACE + TEXT + ISSUED), [])

    def test_a_reason_under_no_heading_is_one(self):
        self.assertEqual(faults(PLACE + TEXT + ISSUED), ["Issued: it stands under no heading"])

    def test_a_text_without_full_stop_is_one(self):
        self.assertIn("does not end in a full stop",
                      faults(HEADING + PLACE + "// The Secret is good\n" + ISSUED)[0])
        self.assertIn("does not end in a full stop", faults(HEADING + PLACE + ISSUED)[0])
        self.assertIn("does not end in a full stop",
                      faults("// # Ready\n// Nothing to do\n\n" + PLACE + TEXT + ISSUED)[0])

    def test_a_text_of_four_sentences_is_one(self):
        self.assertIn("more than 3 sentences",
                      faults(HEADING + PLACE + TEXT + "// Go. Home.\n" + ISSUED)[0])

    def test_a_reason_that_is_used_nowhere_is_one(self):
        for text in ("", "kIssued", "api::kIssuedForSubset"):
            found = faults(HEADING + PLACE + TEXT + ISSUED, {"controller/pass/endings.cc": text})
            self.assertEqual(found, ["Issued: it is used nowhere in lib/ or controller/"], text)

    def test_the_room_api_uses_it_without_a_namespace(self):
        self.assertEqual(faults(HEADING + PLACE + TEXT + ISSUED, {"lib/api/issuer.cc": "kIssued"}), [])

    def test_a_reason_that_does_not_say_where_it_appears_is_one(self):
        for place in ("// Everywhere\n", "// Certificate: Prepared=True\n", "// Issuer: Ready\n"):
            self.assertIn("does not say where", faults(HEADING + place + TEXT + ISSUED)[0])
        for place in ("// Certificate, Issuer\n", "// Log, metric\n",
                      "// Certificate: Event; Issuer: Ready=False, Stalled=True\n"):
            self.assertEqual(faults(HEADING + place + TEXT + ISSUED), [])

    def test_a_constant_of_another_name_is_one(self):
        self.assertIn("Issued: its constant is kDone",
                      faults(HEADING + PLACE + TEXT + ISSUED.replace("kIssued", "kDone")))

    def test_a_heading_without_reasons_is_one(self):
        self.assertEqual(faults(HEADING + "// # Next\n\n" + PLACE + TEXT + ISSUED),
                         ["no reason stands under A certificate is ready"])


class Page(unittest.TestCase):
    def test_has_a_row_for_each_reason_under_its_heading(self):
        page = reasons.page(reasons.read(HEADING + PLACE + TEXT + ISSUED.replace("= ", "=\n    ")))
        self.assertIn("## A certificate is ready\n", page)
        self.assertIn("| `Issued` | Certificate: `Ready=True`, `Issuing=False`, Event "
                      "| The Secret is good. There is nothing to do. |\n", page)

    def test_says_once_what_is_true_of_all_below_a_heading(self):
        page = reasons.page(reasons.read("// # Ready\n// All is\n// well.\n\n" + PLACE + TEXT + ISSUED))
        self.assertIn("## Ready\n\nAll is well.\n\n| condition |", page)


if __name__ == "__main__":
    unittest.main()
