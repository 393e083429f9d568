#!/usr/bin/env python3
"""Tests of tests/cluster/step.sh: what a long step says on a terminal, and into a file."""

import os
import pathlib
import pty
import re
import subprocess
import tempfile
import unittest

STEP = pathlib.Path(__file__).parent / "cluster" / "step.sh"


def said(script, terminal):
    """The exit code, and what a script that has step.sh says."""
    with tempfile.TemporaryDirectory() as cache:
        command = ["bash", "-c", f"set -euo pipefail; source {STEP}; {script}"]
        environment = dict(os.environ, XDG_CACHE_HOME=cache, TERM="xterm")
        if not terminal:
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            return done.returncode, done.stdout + done.stderr
        master, slave = pty.openpty()
        process = subprocess.Popen(command, env=environment, stdout=slave, stderr=slave)
        os.close(slave)
        text = b""
        while True:
            try:
                piece = os.read(master, 1000)
            except OSError:
                break
            if not piece:
                break
            text += piece
        os.close(master)
        return process.wait(), text.decode()


class StepTest(unittest.TestCase):
    def test_a_terminal_shows_what_is_left_of_the_time(self):
        code, text = said('step "build it" "about 2 s" sleep 3.5', terminal=True)
        self.assertEqual(code, 0)
        shown = re.findall(r"\x1b7(\d+ s (?:left|longer))", text)
        self.assertEqual(shown[:4], ["2 s left", "1 s left", "0 s left", "1 s longer"])
        self.assertRegex(text, r"\x1b\[Kdone in 3\.[5-9] s")

    def test_a_file_gets_one_line(self):
        code, text = said('step "build it" "about 2 s" sleep 1.2', terminal=False)
        self.assertEqual(code, 0)
        self.assertRegex(text, r"^  build it +about 2 s +done in 1\.\d s\n$")

    def test_minutes_are_counted_too_and_no_number_is_not(self):
        self.assertEqual(said('seconds_in "up to 8 min"', terminal=False)[1], "480")
        self.assertEqual(said('seconds_in "a while"', terminal=False)[1], "")
        text = said('step "build it" "a while" sleep 1.2', terminal=True)[1]
        self.assertNotRegex(text, r"left|longer")

    def test_a_failure_shows_the_end_of_the_output(self):
        code, text = said('step "build it" "about 9 s" bash -c "echo no room; exit 3"; echo on',
                          terminal=True)
        self.assertEqual(code, 1)
        self.assertIn("failed", text)
        self.assertIn("no room", text)
        self.assertNotIn("\non", text)

    def test_nothing_is_left_running(self):
        with tempfile.NamedTemporaryFile() as note:
            said(f'step "build it" "about 60 s" sleep 0.2; jobs -p >{note.name}', terminal=True)
            self.assertEqual(pathlib.Path(note.name).read_text(), "")


if __name__ == "__main__":
    unittest.main()
