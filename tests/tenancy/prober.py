"""What a kubelet sees: prober.py NAME=ADDRESS:PORT...

Asks each for /healthz every 200 ms, by a new connection, until SIGTERM. Then it prints a line for each:
the name, how often it asked, the median and the longest wait in milliseconds, and how often in a row no
good answer came within a second: after three the kubelet starts the program anew.
"""

import http.client
import itertools
import signal
import statistics
import sys
import threading
import time

over = threading.Event()


def probe(place):
    """In milliseconds; None where there is no good answer in time."""
    link = http.client.HTTPConnection(place, timeout=1)
    begun = time.monotonic()
    try:
        link.request("GET", "/healthz")
        good = link.getresponse().status == 200
        return (time.monotonic() - begun) * 1000 if good else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()


def watch(place, waits):
    while not over.wait(0.2):
        waits.append(probe(place))


def most_in_a_row(waits):
    return max((len(list(run)) for missed, run in itertools.groupby(waits, lambda wait: wait is None) if missed),
               default=0)


def main(*programs):
    waits = {program.split("=")[0]: [] for program in programs}
    threads = [threading.Thread(target=watch, args=(place, waits[name]))
               for name, place in (program.split("=") for program in programs)]
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, all_waits in waits.items():
        good = [wait for wait in all_waits if wait is not None]
        print(name, len(all_waits), round(statistics.median(good or [9999])), round(max(good, default=9999)),
              most_in_a_row(all_waits))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
