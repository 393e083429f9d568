#!/usr/bin/env python3
"""Whether the site is whole, asks nobody else for anything, and finds what a newcomer looks for.

built_site.py SOURCE SITE    SOURCE is this repository; SITE is the folder of the HTML

Each page of the repository is there and in the navigation. A page, a style sheet and a script load
nothing from another host; a policy in each page forbids it to the browser besides. The search knows
the section that answers each question of tests/docs/questions.txt.
"""

import html
import html.parser
import json
import pathlib
import posixpath
import re
import sys

import links
import questions

LOADING = {"src", "srcset", "poster", "data"}
# Of a <link>: these lead somewhere, and load nothing.
LEADING = {"canonical", "next", "prev", "alternate"}
POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
# What the theme's script would ask other hosts for, and by what in a page.
ASKING = {"mermaid": "a diagram of Mermaid", "md-source": "the repository's stars"}


class Page(html.parser.HTMLParser):
    """What of a page matters here."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.ways, self.policy, self.classes = [], set(), "", set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.classes |= set((found.get("class") or "").split())
        self.loads += [value for name, value in attributes if name in LOADING and value]
        if tag == "link" and not set((found.get("rel") or "").split()) & LEADING:
            self.loads.append(found.get("href") or "")
        if tag == "a" and "md-nav__link" in (found.get("class") or "").split():
            self.ways.add(found.get("href") or "")
        if tag == "meta" and (found.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = found.get("content")


def is_elsewhere(address):
    return bool(re.match(r"([a-z][a-z0-9+.-]*:)?//", address, re.I))


def place_of(page):
    """Of a page of the repository: its place in the site."""
    folder, name = posixpath.split(page)
    return posixpath.join(folder, "index.html" if name == "README.md" else name.removesuffix(".md") + ".html")


def faults_of_page(path, page):
    for address in page.loads:
        if is_elsewhere(address):
            yield f"{path}: it loads {address}"
    if page.policy != POLICY:
        yield f"{path}: its policy for the browser is not: {POLICY}"
    for name in sorted(page.classes & ASKING.keys()):
        yield f"{path}: it has {ASKING[name]}, which the script would ask another host for"


def faults_of_styles(site):
    for path in sorted(site.rglob("*.css")):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", path.read_text()):
            if is_elsewhere("".join(address)):
                yield f"{path.relative_to(site)}: it loads {''.join(address)}"


def plain(text):
    return html.unescape(re.sub(r"<[^>]+>", "", text)).lower()


def faults_of_search(site, asked):
    """A word is found if it is one by the separators that the search splits texts and questions at."""
    index = json.loads((site / "search/search_index.json").read_text())
    between = re.compile(index["config"]["separator"])
    known = {}
    for entry in index["docs"]:
        place, _, _ = entry["location"].partition("#")
        known.setdefault(place, set()).update(between.split(plain(entry["title"] + " " + entry["text"])))
    places = {entry["location"] for entry in index["docs"]}
    for one in asked:
        place = place_of(one.page)
        # A page's title is found under the page itself.
        if not places & {f"{place}#{one.anchor}", place}:
            yield f"the search does not know {place}#{one.anchor}: {one.text}"
        for word in one.words:
            if not set(between.split(word.lower())) - {""} <= known.get(place, set()):
                yield f"the search does not find '{word}' in {place}: {one.text}"


def faults(site, pages, asked):
    ways = Page((site / "index.html").read_text()).ways
    for page in sorted(pages):
        place = place_of(page)
        if not (site / place).is_file():
            yield f"{page} is not in the site"
        elif place not in ways and place != "index.html":
            yield f"{page} is not in the navigation"
    for path in sorted(site.rglob("*.html")):
        yield from faults_of_page(path.relative_to(site), Page(path.read_text()))
    yield from faults_of_styles(site)
    yield from faults_of_search(site, asked)


def main(source, site):
    source, site = pathlib.Path(source), pathlib.Path(site)
    pages = links.repository(source)[1]
    asked = list(questions.read((source / questions.LIST).read_text()))
    found = list(faults(site, pages, asked))
    print(f"site: {len(pages)} pages, {len(asked)} questions, {len(found)} faults")
    if found or len(pages) < 50:
        sys.exit("\n".join(found) or "there are too few")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
