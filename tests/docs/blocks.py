"""The commands in a page of documentation: blocks that open with ```sh.

blocks.py script PAGE HEADING [STAGE]  the commands of the section of that heading, as one script
blocks.py sections PAGE...             the sections that have commands, one a line: PAGE: HEADING
blocks.py sections-of STAGE PAGE...    the same for the commands that another stage runs

A block right after a line `<!-- not run: WHY -->` is left out, and one after `<!-- run by the stage NAME -->`
is for that stage alone.
"""

import pathlib
import re
import sys

MARK = re.compile(r"<!-- (?:(?P<never>not run: .+)|run by the stage (?P<stage>\w+)) -->")
NEVER, HERE = "never", ""


def stage_of(line):
    """Which stage runs the block after this line."""
    mark = MARK.fullmatch(line)
    return HERE if not mark else NEVER if mark["never"] else mark["stage"]


def read(path):
    """Each block as (heading, stage, lines)."""
    heading, lines, stage, found = "", None, HERE, []
    for line in pathlib.Path(path).read_text().splitlines():
        if lines is None and line == "```sh":
            lines = []
            found.append((heading, stage, lines))
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
            stage = stage_of(line)
    if lines is not None:
        sys.exit(f"{path}: a block is not closed")
    return found


def script(path, wanted, stage=HERE):
    blocks = [lines for heading, of, lines in read(path) if heading == wanted and of == stage]
    if not blocks:
        sys.exit(f"{path}: there are no commands under the heading '{wanted}'")
    print("\n".join(line for lines in blocks for line in lines))


def sections(stage, paths):
    for path in paths:
        for heading in dict.fromkeys(heading for heading, of, _ in read(path) if of == stage):
            print(f"{path}: {heading}")


if __name__ == "__main__":
    if len(sys.argv) in (4, 5) and sys.argv[1] == "script":
        script(*sys.argv[2:])
    elif len(sys.argv) > 2 and sys.argv[1] == "sections":
        sections(HERE, sys.argv[2:])
    elif len(sys.argv) > 3 and sys.argv[1] == "sections-of":
        sections(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(__doc__)
