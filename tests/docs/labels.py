"""Every label and annotation of ours: the page that is made of tests/docs/labels.txt, and what is wrong
with that: one of the sources in no row, a row whose word is in no source.
"""

import re

PAGE = """# Labels and annotations

Every label and annotation that begins with `sallyport.dev/`: those that you set, and those by which
Sallyport knows its own objects again. Leave the second kind alone: a change is either put back or
has the object taken for somebody else's. [Annotations of cert-manager](../annotations.md#the-annotations-of-cert-manager)
count on Ingresses and Gateways where the administrator says so. What each may make the controller do, and why
that is safe, is in [What a tenant's word may do](../security.md).

All that Sallyport makes has the label `app.kubernetes.io/managed-by: sallyport` besides, and what is installed
`app.kubernetes.io/part-of: sallyport`.

"""
WORD = re.compile(r'sallyport\.dev/([a-z][a-z-]+)\b')
SHORT = re.compile(r'Field\{"([a-z-]+)",')
OTHERS = re.compile(r"kOthers = .*?\(\s*\{(.*?)\}\)", re.S)
# What looks the same: the group's version, the name in Events, names in examples.
NO_LABELS = {"v", "controller", "web", "spdx"}


def read(text):
    """The groups, as (heading, rows); a row is (word, label or annotation, what it is)."""
    groups = []
    for line in text.splitlines():
        if line.startswith("# "):
            groups.append((line[2:], []))
        elif line:
            groups[-1][1].append(tuple(part.strip() for part in line.split("|")))
    return groups


def words_in(sources):
    found = set()
    for text in sources.values():
        found |= set(WORD.findall(text))
        if kinds := OTHERS.search(text):
            found |= set(re.findall(r'"([a-z-]+)"', kinds[1])) | set(SHORT.findall(text))
    return found - NO_LABELS


def faults(groups, sources):
    told = {row[0] for _, rows in groups for row in rows}
    known = words_in(sources)
    for word in sorted(known - told):
        yield f"sallyport.dev/{word} has no row"
    for word in sorted(told - known):
        yield f"sallyport.dev/{word} has a row, and is in no source"
    for _, rows in groups:
        for row in rows:
            if len(row) != 3 or row[1] not in ("label", "annotation"):
                yield f"{' | '.join(row)}: write WORD | label or annotation | what it is"


def page(groups):
    lines = [PAGE.rstrip() + "\n"]
    for heading, rows in groups:
        lines += [f"## {heading}\n", "| name | kind | what it says |", "|---|---|---|"]
        lines += [f"| `sallyport.dev/{word}` | {kind} | {what} |" for word, kind, what in rows]
        lines.append("")
    return "\n".join(lines)
