"""Tells what happens to one Certificate, with the time since it was asked for.

timeline.py [--quiet] [--renewal VALUE] [--log FILE] [--seconds FILE] [--timeout N] NS/NAME COMMAND...

Watches the Certificate and follows the controller's log, then runs COMMAND (kubectl apply, say).
Prints each change of a condition and each log line about it. Time zero is when the API server
first shows the object (or, for a renewal, the annotation with VALUE). Ends when it is Ready (or
VALUE has been served), or with status 1 after N seconds (60). FILE gets the seconds it took.
Needs WORLD_DIR and the address of the API server in API_URL.
"""

import argparse
import calendar
import json
import os
import queue
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.request


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--renewal")
    parser.add_argument("--log")
    parser.add_argument("--seconds")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("name")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    return parser.parse_args()


def open_watch(name, timeout):
    pki = os.environ["WORLD_DIR"] + "/pki/"
    context = ssl.create_default_context(cafile=pki + "kubernetes.crt")
    context.load_cert_chain(pki + "admin.crt", pki + "admin.key")
    namespace, certificate = name.split("/")
    url = (f"{os.environ['API_URL']}/apis/sallyport.dev/v1/namespaces/{namespace}/certificates"
           f"?watch=1&fieldSelector=metadata.name={certificate}&timeoutSeconds={int(timeout) + 1}")
    return urllib.request.urlopen(url, context=context, timeout=timeout + 2)


def follow_watch(stream, out):
    for line in stream:
        event = json.loads(line)
        if event["type"] in {"ADDED", "MODIFIED"}:
            out.put((time.time(), "object", event["object"]))


def follow_log(path, start, out):
    """Each whole line written after `start`."""
    with open(path, encoding="utf-8", errors="replace") as log:
        log.seek(start)
        part = ""
        while True:
            part += log.readline()
            if part.endswith("\n"):
                out.put((time.time(), "log", part.strip()))
                part = ""
            else:
                time.sleep(0.005)


class Timeline:
    def __init__(self, options):
        self.options = options
        self.zero = None
        self.waiting = []  # lines from before time zero was known
        self.conditions = {}

    def line(self, when, text):
        if self.zero is None:
            self.waiting.append((when, text))
        elif when >= self.zero - 0.05 and not self.options.quiet:
            print(f"  {max(0, when - self.zero):+8.3f} s  {text}", flush=True)

    def begin(self, when):
        self.zero = when
        for line in self.waiting:
            self.line(*line)

    def tell_log(self, when, text):
        if self.options.name not in text:
            return
        stamp = re.match(r"time=(\S+?)(\.\d+)?Z ", text)
        if stamp:
            seconds = calendar.timegm(time.strptime(stamp[1], "%Y-%m-%dT%H:%M:%S"))
            when = seconds + float(stamp[2] or 0)
        event = re.search(r"event=(\S+)", text)
        rest = re.sub(r"(time|level|event)=\S+ ?", "", text)
        rest = rest.replace("certificate=" + self.options.name, "").strip()
        self.line(when, f"{event[1] if event else '':<20} {rest}"[:150])

    def tell_conditions(self, when, certificate):
        for condition in certificate.get("status", {}).get("conditions", []):
            told = (condition["status"], condition["reason"], condition.get("message", ""))
            if self.conditions.get(condition["type"]) == told:
                continue
            self.conditions[condition["type"]] = told
            if told[0] == "False" and condition["type"] == "Stalled":
                continue  # nothing to tell
            state = f"{condition['type']}={told[0]}"
            self.line(when, f"{state:<20} {told[1]}: {told[2]}"[:150])

    def is_begun(self, certificate):
        wanted = self.options.renewal
        annotations = certificate["metadata"].get("annotations", {})
        return wanted is None or annotations.get("sallyport.dev/renew") == wanted

    def is_done(self, certificate):
        status = certificate.get("status", {})
        if self.options.renewal:
            return status.get("renewRequest") == self.options.renewal
        return any(c["type"] == "Ready" and c["status"] == "True"
                   for c in status.get("conditions", []))

    def note(self, when, kind, what):
        """Whether it is the end."""
        if kind == "log":
            self.tell_log(when, what)
            return False
        if self.zero is None and self.is_begun(what):
            self.begin(when)
        self.tell_conditions(when, what)
        return self.zero is not None and self.is_done(what)


def main():
    options = arguments()
    news = queue.Queue()
    log_size = os.path.getsize(options.log) if options.log else 0
    stream = open_watch(options.name, options.timeout)
    threading.Thread(target=follow_watch, args=(stream, news), daemon=True).start()
    if options.log:
        threading.Thread(target=follow_log, args=(options.log, log_size, news), daemon=True).start()
    command = subprocess.Popen(options.command, stdout=subprocess.DEVNULL)
    return 1 if command.wait() != 0 else listen(options, news)


def listen(options, news):
    timeline = Timeline(options)
    deadline = time.time() + options.timeout
    try:
        while True:
            when, kind, what = news.get(timeout=max(0, deadline - time.time()))
            if timeline.note(when, kind, what):
                break
    except queue.Empty:
        print(f"  not done after {options.timeout:g} s", file=sys.stderr)
        return 1
    if options.seconds:
        with open(options.seconds, "w", encoding="utf-8") as out:
            out.write(f"{when - timeline.zero:.3f}\n")
    time.sleep(0.05)  # the log's last lines of this issuance
    while not news.empty():
        timeline.note(*news.get())
    return 0


if __name__ == "__main__":
    sys.exit(main())
