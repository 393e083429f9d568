"""Every wait of the product: the page that is made of tests/docs/waits.txt and of the sources, and
what is wrong with it: a wait in the sources that is in no row, a row whose wait is gone.
"""

import re
import typing

PAGE = """# Waits

How long each thing is waited for, and what happens then. Nothing is waited for without a bound, and nothing
that fails is tried again without a pause. Of a pause that grows the first and the longest value are told. Each
is drawn anew, up to a fifth longer, so that what failed together is not tried together.

"""
TYPES = r"(?:base::|lifecycle::|limits::)?(?:Millis|Seconds|Backoff|Bounds|Bucket)|std::chrono::\w+"
CONSTANT = re.compile(rf"\bconstexpr (?:{TYPES}) (k\w+)\s*(=|\{{)\s*([^;]*);")
LITERAL = re.compile(
    r"(?:base::(?:Millis|Seconds)|\bMillis|std::chrono::(?:milliseconds|seconds|minutes|hours))"
    r"(?: \w+(?:\{\s*| = (?:base::Seconds|std::chrono::\w+)\()|[({]) *(?:std::chrono::hours\()?[1-9][0-9']*[^,;)}]*[)}]?\}?")
UNITS = {"Millis": 1, "milliseconds": 1, "Seconds": 1000, "seconds": 1000, "minutes": 60_000, "hours": 3_600_000}


class Row(typing.NamedTuple):
    path: str
    name: str
    what: str
    end: str


def read(text):
    """The groups, as (heading, rows)."""
    groups = []
    for line in text.splitlines():
        if line.startswith("# "):
            groups.append((line[2:], []))
        elif line:
            place, what, end = (part.strip() for part in line.split("|"))
            path, _, name = place.partition(" ")
            groups[-1][1].append(Row(path, name, what, end))
    return groups


def without_comments(text):
    return re.sub(r"//[^\n]*", "", text)


def waits_in(text):
    """Each wait of a source: its constant, or the literal where it has no name, and the value."""
    text = without_comments(text)
    found = {}
    for match in CONSTANT.finditer(text):
        found[match[1]] = match[3].rstrip().removesuffix("}" if match[2] == "{" else "")
    rest = CONSTANT.sub("", text)
    for match in re.finditer(r"\bconstexpr int (k\w+) = ([\d']+);", text):
        found[match[1]] = "COUNT " + match[2]
    for match in LITERAL.finditer(rest):
        found.setdefault(" ".join(match[0].split()), match[0])
    return found


def is_named(name, listed):
    """A literal may be listed by its beginning."""
    return any(name == one or (not one.startswith("k") and name.startswith(one)) for one in listed)


def faults(groups, sources):
    rows = [row for _, some in groups for row in some]
    for path, text in sorted(sources.items()):
        listed = {row.name for row in rows if row.path == path}
        for name, value in waits_in(text).items():
            if not value.startswith("COUNT") and not is_named(name, listed):
                yield f"{path}: {name} is a wait without a row"
    for row in rows:
        if not any(is_named(name, {row.name}) for name in waits_in(sources.get(row.path, ""))):
            yield f"{row.path}: {row.name} has a row, and is no wait"


def shown(millis):
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000)):
        if millis % size == 0 and millis >= 2 * size or millis == size:
            return f"{millis // size:,} {unit}"
    return f"{millis / 1000:g} s" if millis > 1000 else f"{millis} ms"


def numbers(value):
    """The durations of an initializer in milliseconds, as far as they are numbers, and what follows."""
    def of_unit(match):
        return f"<{int(eval(match[2].replace(chr(39), ''), {})) * UNITS[match[1]]}>"
    return re.sub(r"(?:base::|std::chrono::)?\b(Millis|milliseconds|Seconds|seconds|minutes|hours)[({]([\d' *]+)[)}]",
                  of_unit, value)


def value_of(source, name):
    text = without_comments(source)
    waits = waits_in(source)
    value = waits.get(name) or next(waits[one] for one in waits if is_named(one, {name}))
    if value.startswith("COUNT"):
        return value.removeprefix("COUNT ").replace("'", "") + " times"
    kind = re.search(rf"constexpr ({TYPES}) {re.escape(name)}\b", text)
    bare = re.fullmatch(r"[\d' *]+", value)
    if bare and kind:
        return shown(int(eval(value.replace("'", ""), {})) * UNITS[kind[1].split("::")[-1]])
    in_field = re.search(r"(Millis|Seconds) \w+\{\s*([\d']+)", value)
    if in_field:
        return shown(int(in_field[2].replace("'", "")) * UNITS[in_field[1]])
    found = [int(one) for one in re.findall(r"<(\d+)>", numbers(value))]
    if kind and kind[1].endswith("Backoff"):
        factor = re.search(r",\s*(\d+)$", value.strip())
        if found[0] == found[-1]:
            return shown(found[0])
        return f"{shown(found[0])}, then {factor[1] if factor else 2} times as long, up to {shown(found[-1])}"
    if kind and kind[1].endswith("Bounds"):
        return f"{shown(found[0])} to {shown(found[-1])}"
    rest = re.sub(r"<\d+>", "", numbers(value)).strip("{} \n")
    return shown(found[0]) if len(found) == 1 and not rest else f"`{' '.join(value.split())}`"


def page(groups, sources):
    lines = [PAGE.rstrip() + "\n"]
    for heading, rows in groups:
        lines += [f"## {heading}\n", "| what waits | how long | then | where |", "|---|---|---|---|"]
        for row in rows:
            place = f"`{row.path}`" + (f" `{row.name}`" if row.name.startswith("k") else "")
            lines.append(f"| {row.what} | {value_of(sources[row.path], row.name)} | {row.end} | {place} |")
        lines.append("")
    return "\n".join(lines)
