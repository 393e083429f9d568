"""The commands in a page of documentation: blocks that open with ```sh.

blocks.py script PAGE HEADING   the commands of the section of that heading, as one script
blocks.py sections PAGE...      the sections that have commands, one a line: PAGE: HEADING

A block right after a line `<!-- not run: WHY -->` is left out.
"""

import pathlib
import re
import sys

MARK = re.compile(r"<!-- not run: .+ -->")


def read(path):
    """Each block as (heading, not run, lines)."""
    heading, lines, marked, found = "", None, False, []
    for line in pathlib.Path(path).read_text().splitlines():
        if lines is None and line == "```sh":
            lines = []
            found.append((heading, marked, lines))
        elif line == "```":
            lines = None if lines is not None else []
        elif line.startswith("```"):
            if line[3:] not in ("yaml", "text"):
                sys.exit(f"{path}: {line}: write ```sh for commands, ```yaml or ```text for others")
            lines = []
        elif lines is not None:
            lines.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("# ")
        if line:
            marked = bool(MARK.fullmatch(line))
    if lines is not None:
        sys.exit(f"{path}: a block is not closed")
    return found


def script(path, wanted):
    blocks = [lines for heading, skipped, lines in read(path) if heading == wanted and not skipped]
    if not blocks:
        sys.exit(f"{path}: there are no commands under the heading '{wanted}'")
    print("\n".join(line for lines in blocks for line in lines))


def sections(paths):
    for path in paths:
        seen = dict.fromkeys(heading for heading, skipped, _ in read(path) if not skipped)
        for heading in seen:
            print(f"{path}: {heading}")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "script":
        script(*sys.argv[2:])
    elif len(sys.argv) > 2 and sys.argv[1] == "sections":
        sections(sys.argv[2:])
    else:
        sys.exit(__doc__)
