#!/usr/bin/env python3
"""waits.py finds each wait of a source, and what is wrong with the table."""

import unittest

import waits

SOURCE = """
constexpr base::Backoff kRetry{base::Seconds(60), std::chrono::hours(6)};
constexpr base::Backoff kSlow{base::Seconds(60), std::chrono::hours(24), 10};
constexpr base::Millis kPause{2'000};  // kNot{5}
constexpr base::Seconds kLife{24 * 3600};
inline constexpr Bounds kAsked{base::Seconds(1), base::Seconds(60)};
constexpr int kMostTries = 3;
constexpr base::Millis kRest = std::chrono::minutes(5);
void wait() { base::sleep_for(base::Millis(50), stop); }  // base::Millis(7)
base::Millis none = base::Millis(0);
"""
NAMES = ["kRetry", "kSlow", "kPause", "kLife", "kAsked", "kRest", "base::Millis(50)"]


def table(names):
    return waits.read("# All\n" + "".join(f"a.cc {name} | it | told\n" for name in names))


class Waits(unittest.TestCase):
    def test_each_is_found_and_nothing_else(self):
        self.assertEqual(set(waits.waits_in(SOURCE)), {*NAMES, "kMostTries"})
        self.assertEqual(list(waits.faults(table(NAMES), {"a.cc": SOURCE})), [])

    def test_one_without_a_row_is_a_fault_whatever_its_form(self):
        for name in NAMES:
            rows = table([other for other in NAMES if other != name])
            self.assertEqual(list(waits.faults(rows, {"a.cc": SOURCE})),
                             [f"a.cc: {name} is a wait without a row"])

    def test_a_row_whose_wait_is_gone_is_a_fault(self):
        gone = list(waits.faults(table([*NAMES, "kGone"]), {"a.cc": SOURCE}))
        self.assertEqual(gone, ["a.cc: kGone has a row, and is no wait"])

    def test_values_are_those_of_the_source(self):
        shown = {name: waits.value_of(SOURCE, name) for name in [*NAMES, "kMostTries"]}
        self.assertEqual(shown, {
            "kRetry": "1 min, then 2 times as long, up to 6 h",
            "kSlow": "1 min, then 10 times as long, up to 1 d", "kPause": "2 s", "kLife": "1 d",
            "kAsked": "1 s to 1 min", "kRest": "5 min", "base::Millis(50)": "50 ms", "kMostTries": "3 times"})


if __name__ == "__main__":
    unittest.main()
