"""Visitors: asks for a page again and again, on a new connection each time, until SIGTERM.

traffic.py URL WORD FILE: a request counts as served if it is answered with status 200 and WORD is
in the body. FILE gets "SERVED FAILED SLOWEST-MS" once a second and at the end.
"""

import signal
import sys
import time
import urllib.request

PAUSE = 0.01  # seconds between two requests


class Visitors:
    def __init__(self, url, word, path):
        self.url, self.word, self.path = url, word.encode(), path
        self.served = self.failed = 0
        self.slowest = 0.0

    def visit(self):
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(self.url, timeout=5) as response:
                good = response.status == 200 and self.word in response.read()
        except OSError as error:
            good = False
            print(f"{time.time():.3f} {error}", flush=True)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        self.served += good
        self.failed += not good

    def note(self):
        with open(self.path, "w", encoding="utf-8") as out:
            out.write(f"{self.served} {self.failed} {self.slowest * 1000:.0f}\n")


def main(url, word, path):
    visitors = Visitors(url, word, path)
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    noted = 0.0
    while not ended:
        visitors.visit()
        if time.monotonic() > noted + 1:
            visitors.note()
            noted = time.monotonic()
        time.sleep(PAUSE)
    visitors.note()


if __name__ == "__main__":
    main(*sys.argv[1:4])
