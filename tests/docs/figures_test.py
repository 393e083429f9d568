#!/usr/bin/env python3
"""That docs/limits.md has the limits that the controller counts by, and reckons right."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/limits.md").read_text()
TIMES = {"3 * kHour": "in 3 hours", "kWeek": "in 7 days", "kHour": "an hour"}


class Limits(unittest.TestCase):
    def test_those_of_lets_encrypt_are_those_that_are_counted(self):
        known = re.search(r'"https://acme-v02.*?return \{(.*?)\};', (ROOT / "lib/limits/rules.cc").read_text(), re.S)
        counted = [f"{count} {TIMES[time]}" for count, time in re.findall(r"Bucket\{(\d+), ([^}]+)\}", known[1])]
        told = re.findall(r"^\| [^|]+ \| (\d+ (?:in|an) [^|]+?)(?: for an account)? \|", PAGE, re.M)
        self.assertEqual(len(counted), 4)
        self.assertEqual(told, counted)

    def test_a_fleet_is_renewed_at_two_thirds_of_the_lifetime(self):
        found = re.search(r"With (\d+) days .* about every (\d+) days, with (\d+) days every (\d+)\.\s"
                          r"A fleet of 10,000 makes (\d+) orders\san hour then, or (\d+)\.", PAGE)
        self.assertTrue(found)
        for lifetime, every, orders in (found.group(1, 2, 5), found.group(3, 4, 6)):
            self.assertEqual(round(int(lifetime) * 2 / 3), int(every))
            self.assertEqual(round(10_000 / (int(lifetime) * 2 / 3) / 24), int(orders))


if __name__ == "__main__":
    unittest.main()
