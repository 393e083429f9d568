#!/usr/bin/env python3
"""Whether every link of every page leads somewhere, anchors too, and every page is found.

links.py SOURCE    SOURCE is this repository

A link leads to a file of the repository, and its anchor to a heading of that page, by the rule of
GitHub, which the site keeps as well. A page that a source names, as docs/routes.md#by-a-gateway, must
be there too. From README.md every page must be reached. What stands within a list is indented by four
spaces, because other readers of Markdown than GitHub's take it for no part of the list.
"""

import pathlib
import posixpath
import re
import subprocess
import sys

START = "README.md"
FENCE = re.compile(r"^( *)```.*?^\1```$", re.M | re.S)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^()\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *#* *$", re.M)
MENTION = re.compile(r"\b(docs/[a-z0-9/-]+\.md)(?:#([a-z0-9-]+))?")
OUTSIDE = re.compile(r"https://[a-z0-9.-]+\.[a-z]+(/\S*)?|mailto:\S+@\S+")


def without_code(text):
    """The same lines, but for what is shown as code."""
    def blank(match):
        return "\n" * match[0].count("\n")
    return CODE.sub(blank, FENCE.sub(blank, text))


def slug(heading):
    """GitHub's anchor of a heading: a link within it is its words, and only words, - and _ stay."""
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def anchors(text):
    found, seen = set(), {}
    for heading in HEADING.findall(FENCE.sub("", text)):
        name = slug(heading)
        count = seen[name] = seen.get(name, -1) + 1
        found.add(f"{name}-{count}" if count else name)
    return found | set(re.findall(r'<a id="([^"]+)"', text))


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def links(page, text):
    """Each as (line, path, anchor); the path from the root of the repository."""
    for match in LINK.finditer(without_code(text)):
        path, _, anchor = match[1].partition("#")
        if not OUTSIDE.fullmatch(match[1]):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        yield line_of(without_code(text), match.start()), path, anchor


def fault_of(path, anchor, pages, files):
    """What is wrong with a link there, or nothing."""
    if OUTSIDE.fullmatch(path):
        return ""
    if path not in files:
        return f"{path} is not there"
    if anchor and path not in pages:
        return f"{path} is no page, so it has no #{anchor}"
    if anchor and anchor not in anchors(pages[path]):
        return f"{path} has no heading #{anchor}"
    return ""


def indented_by_less(text):
    """Lines that stand within a list by GitHub's rule, and not by that of others."""
    text = re.sub(r"^```.*?^```$", lambda match: "\n" * match[0].count("\n"), text, flags=re.M | re.S)
    before = ""
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r" {1,3}([-*+] |\d+\. |```)", line) or (not before and re.match(r" {1,3}\S", line)):
            yield number
        before = line.strip()


def unreached(pages):
    reached, ways = set(), [START]
    while ways:
        page = ways.pop()
        if page in reached or page not in pages:
            continue
        reached.add(page)
        ways += [path for _, path, _ in links(page, pages[page])]
    return sorted(pages.keys() - reached)


def faults(pages, files, sources):
    """`pages` and `sources` are texts by their paths, `files` the paths of all that is there."""
    for page, text in sorted(pages.items()):
        for line, path, anchor in links(page, text):
            if fault := fault_of(path, anchor, pages, files):
                yield f"{page}:{line}: {fault}"
        for line in indented_by_less(text):
            yield f"{page}:{line}: indent what stands within a list by four spaces"
        if re.search(r"^\[[^\]]+\]: ", without_code(text), re.M):
            yield f"{page}: write [words](path) instead of [words][name]"
    for path, text in sorted({**sources, **pages}.items()):
        for match in MENTION.finditer(LINK.sub("", text) if path in pages else text):
            if fault := fault_of(match[1], match[2], pages, files):
                yield f"{path}:{line_of(match.string, match.start())}: {fault}"
    for page in unreached(pages):
        yield f"{page}: no way of links leads there from {START}"


def text_of(path):
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def repository(source):
    """The paths of all its files, and the texts of its pages."""
    listed = subprocess.run(["git", "-C", source, "ls-files", "--cached", "--others", "--exclude-standard"],
                            check=True, capture_output=True, text=True).stdout.splitlines()
    files = {path for path in listed if (source / path).is_file()}
    return files, {path: (source / path).read_text() for path in files if path.endswith(".md")}


def main(source):
    source = pathlib.Path(source)
    files, pages = repository(source)
    sources = {path: text_of(source / path) for path in files - pages.keys()
               if not path.startswith("tests/docs/")}
    found = list(faults(pages, files, sources))
    count = sum(1 for page, text in pages.items() for _ in links(page, text))
    print(f"links: {count} in {len(pages)} pages, {len(found)} faults")
    if found or count < 100:
        sys.exit("\n".join(found) or "there are too few")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
