#!/usr/bin/env python3
"""Builds the site of README.md, docs/ and the pages beside them, as docs/site/mkdocs.yml says.

build.py SOURCE TARGET    SOURCE is this repository; TARGET is a folder, which is replaced

The pages are laid out there as in the repository, with the files that they lead to, so that their links
are good as they are. A link or an anchor that leads nowhere, and a page that is not in the navigation,
fail the build. Needs the packages of requirements.txt.
"""

import logging
import os
import pathlib
import re
import shutil
import sys

SITE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(SITE.parents[1] / "tests/docs"))
os.environ["NO_MKDOCS_2_WARNING"] = "true"

import links
from mkdocs.commands import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

# What the search puts behind the other pages, because a reader seldom asks for it.
BEHIND = re.compile(r"CHANGELOG\.md|docs/(decisions|reference)/.*|docs/(architecture|security)\.md|CONTRIBUTING\.md")
SEARCHED_LESS = "---\nsearch:\n  boost: 0.5\n---\n"


def lay_out(source, folder):
    """Returns how many pages there are."""
    files, pages = links.repository(source)
    wanted = {path for page, text in pages.items() for _, path, _ in links.links(page, text)}
    for path in pages.keys() | (wanted & files):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target)
        if path.endswith(".md") and BEHIND.fullmatch(path):
            target.write_text(SEARCHED_LESS + target.read_text())
    return len(pages)


def main(source, target):
    source, target = pathlib.Path(source), pathlib.Path(target)
    shutil.rmtree(target, ignore_errors=True)
    count = lay_out(source, target / "pages")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    config = load_config(str(SITE / "mkdocs.yml"), docs_dir=str((target / "pages").resolve()),
                         site_dir=str((target / "html").resolve()))
    try:
        build.build(config)
    except Abort as fault:
        sys.exit(f"site: {fault}")
    print(f"site: {count} pages in {target}/html")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
