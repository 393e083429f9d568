"""What is wrong with a message for people: see tests/fakes/words.h, which is the same for unit tests."""

import re

LONGEST = {"Message": 4096, "event": 1024}


def said_twice(message):
    """The sentences of four words or more that stand in it twice."""
    parts = [part for part in re.split(r"; |: |\. | \(|\), ", message) if part.count(" ") >= 3]
    return sorted({part for part in parts if parts.count(part) > 1})


def messages(described):
    """The messages of a golden file, each with its kind."""
    for line in described.splitlines():
        if match := re.match(r" +Message: +(.+)", line):
            yield "Message", match[1]
        elif match := re.match(r"  (?:Warning|Normal)  \w+  (.+)", line):
            yield "event", match[1]


def faults(described):
    for kind, message in messages(described):
        for part in said_twice(message):
            yield f"says twice \"{part}\": {message}"
        if len(message) > LONGEST[kind]:
            yield f"more than {LONGEST[kind]} bytes: {message}"
        if "  " in message or message.endswith((".", ":", ";")):
            yield f"does not end as a message does: {message}"
