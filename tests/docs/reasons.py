"""The reasons of lib/api/*reasons.h: the page that is made of them, and what is wrong with them."""

import re
import typing

PAGE = """# Conditions and reasons

Each condition has one of the reasons below and a message. The message says which name it is about, what the
CA answered and when the next try is. `kubectl describe` shows all of it. The same reasons are in Events, in
log lines (`event=`, `reason=`) and in the labels of metrics.

What is said of an Issuer is true of a ClusterIssuer too. The condition `Stalled` has the same reason as
`Issuing`, or on an Issuer as `Ready`. It is named below only where it may be `True`.
"""
HEADING = re.compile(r"^// # (.+)\n((?:// .+\n)*)", re.M)
CONSTANT = re.compile(r'^((?:// .+\n)*)inline constexpr std::string_view (k\w+) =\s*"(\w+)";', re.M)
CONDITIONS = "Ready|Issuing|Stalled|AccountKeyChanged|ClockSkew|ProfileNotOffered"
ON_OBJECT = rf"(?:(?:{CONDITIONS})=(?:True|False)|Event)"
OBJECT = rf"(?:Certificate|Issuer|Lease|Ingress, Gateway, ListenerSet): {ON_OBJECT}(?:, {ON_OBJECT})*"
PLACE = re.compile(rf"{OBJECT}(?:; {OBJECT})*|Certificate(?:, Issuer)?|Log(?:, metric)?")
MOST_SENTENCES = 3


class Reason(typing.NamedTuple):
    constant: str
    word: str
    place: str
    text: str


class Group(typing.NamedTuple):
    heading: str
    text: str
    reasons: list


def plain(comment):
    return " ".join(line.removeprefix("// ") for line in comment.splitlines())


def read(header):
    """The groups, in their order. What stands above the first heading is in a group without one."""
    groups = [Group("", "", [])]
    found = [*HEADING.finditer(header), *CONSTANT.finditer(header)]
    for match in sorted(found, key=re.Match.start):
        if match.re is HEADING:
            groups.append(Group(match[1], plain(match[2]), []))
        else:
            place, _, text = match[1].partition("\n")
            groups[-1].reasons.append(
                Reason(match[2], match[3], plain(place), plain(text)))
    return groups


def faults_of(reason):
    if reason.constant != "k" + reason.word:
        yield f"its constant is {reason.constant}"
    if not PLACE.fullmatch(reason.place):
        yield f"the first line of its comment does not say where it appears: {reason.place}"
    if not reason.text.endswith("."):
        yield f"its text does not end in a full stop: {reason.text}"
    if "|" in reason.text:
        yield "its text has a |, which ends a cell of the table"
    if len(re.findall(r"\.(?: |$)", reason.text)) > MOST_SENTENCES:
        yield f"its text has more than {MOST_SENTENCES} sentences"


def is_used(constant, sources):
    """In the sources, by their paths: in the room api without the name of the namespace."""
    return any(re.search((r"\b" if path.startswith("lib/api/") else r"\bapi::") + constant + r"\b", text)
               for path, text in sources.items())


def faults(groups, sources):
    for group in groups:
        if group.heading and not group.reasons:
            yield f"no reason stands under {group.heading}"
        if group.text and not group.text.endswith("."):
            yield f"{group.heading}: its text does not end in a full stop"
        for reason in group.reasons:
            if not group.heading:
                yield f"{reason.word}: it stands under no heading"
            if not is_used(reason.constant, sources):
                yield f"{reason.word}: it is used nowhere in lib/ or controller/"
            for fault in faults_of(reason):
                yield f"{reason.word}: {fault}"


def shown(place):
    return re.sub(r"\w+=\w+", lambda found: f"`{found[0]}`", place)


def page(groups):
    lines = [PAGE]
    for group in groups[1:]:
        lines += [f"## {group.heading}\n"]
        if group.text:
            lines += [group.text + "\n"]
        name = "condition" if group is groups[1] else "reason"
        lines += [f"| {name} | where | what it means, what to do |", "|---|---|---|"]
        lines += [f"| `{one.word}` | {shown(one.place)} | {one.text} |" for one in group.reasons]
        lines.append("")
    return "\n".join(lines)
