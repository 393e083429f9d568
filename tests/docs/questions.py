#!/usr/bin/env python3
"""Whether the pages answer what a newcomer asks.

questions.py SOURCE    SOURCE is this repository

Each row of tests/docs/questions.txt names the one section that answers, and words that stand in it.
"""

import pathlib
import re
import sys
import typing

import links

LIST = "tests/docs/questions.txt"


class Question(typing.NamedTuple):
    text: str
    page: str
    anchor: str
    words: list


def read(text):
    for line in text.splitlines():
        if line and not line.startswith("#"):
            question, place, words = (part.strip() for part in line.split("|"))
            page, _, anchor = place.partition("#")
            yield Question(question, page, anchor, [word.strip() for word in words.split(",")])


def section(text, anchor):
    """From the heading to the next one of its level or above it; of a title, to the next heading."""
    depth, lines, fenced = 0, [], False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (heading := re.match(r"(#+) +(.+)", line)):
            if depth and (len(heading[1]) <= depth or depth == 1):
                break
            if links.slug(heading[2]) == anchor:
                depth = len(heading[1])
        if depth:
            lines.append(line)
    return " ".join(" ".join(lines).split())


def faults(questions, pages):
    seen = set()
    for one in questions:
        if one.text in seen:
            yield f"{one.text} It is there twice."
        seen.add(one.text)
        answer = section(pages.get(one.page, ""), one.anchor)
        if not answer:
            yield f"{one.text} {one.page} has no section #{one.anchor}."
            continue
        if missing := [word for word in one.words if not word or word not in answer]:
            yield f"{one.text} {one.page}#{one.anchor} lacks: {', '.join(missing)}."


def main(source):
    source = pathlib.Path(source)
    questions = list(read((source / LIST).read_text()))
    found = list(faults(questions, links.repository(source)[1]))
    print(f"questions: {len(questions)}, {len(found)} without their answer")
    if found or len(questions) < 50:
        sys.exit("\n".join(found) or "there are too few")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
