"""Where another reader may read a request otherwise than the sidecar, and why that is right.

A difference is of one request's head, which begins behind the request before it, and of what became
of it: WE_REFUSE (the other one reads a request), WE_ANSWER (the other one refuses it) or OTHERWISE
(both read one, but not the same). It is listed where a row's pattern is found in the head, or, in a
row with `behind`, in the head before it, which both have read alike.

What WE_ANSWER or read OTHERWISE a stranger could use against a proxy that reads as the other one
does: there must be a rule of an RFC for it.
"""

import re
import typing

WE_REFUSE, WE_ANSWER, OTHERWISE = "we refuse", "we answer", "read otherwise"


class Difference(typing.NamedTuple):
    reader: str
    side: str
    pattern: re.Pattern
    reason: str
    behind: bool = False


def row(readers, side, pattern, reason, behind=False):
    return [Difference(reader, side, re.compile(pattern), reason, behind)
            for reader in readers.split()]


# The request line, behind empty lines.
START = rb"\A(?:\r?\n)*"
# Of RFC 9110.
TOKEN = rb"[!#$%&'*+.^`|~\w-]+"
# Of RFC 3986.
PLAIN = rb"[\w.~!$&'()*+,;=-]"
ENCODED = rb"(?:" + PLAIN + rb"|%[\da-fA-F]{2})"
HEX = rb"[\da-fA-F]{1,4}"
BYTE = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
LAST32 = rb"(?:" + HEX + rb":" + HEX + rb"|" + rb"\.".join([BYTE] * 4) + rb")"
IPV6 = rb"|".join(
    [rb"(?:%s:){6}%s" % (HEX, LAST32)]
    + [rb"(?:(?:%s:){0,%d}%s)?::(?:%s:){%d}%s" % (HEX, most, HEX, HEX, 4 - most, LAST32)
       for most in range(5)]
    + [rb"::(?:%s:){5}%s" % (HEX, LAST32), rb"(?:(?:%s:){0,5}%s)?::%s" % (HEX, HEX, HEX),
       rb"(?:(?:%s:){0,6}%s)?::" % (HEX, HEX)])
LATER = rb"[vV][\da-fA-F]+\.(?:" + PLAIN + rb"|:)+"
HOST = rb"(?:" + ENCODED + rb"+|\[(?:" + IPV6 + rb"|" + LATER + rb")\])(?::\d*)?"
QUERY = rb"(?:\?(?:" + ENCODED + rb"|[:@/?])*)?"
PATH = rb"/(?:" + ENCODED + rb"|[:@/])*"
URL = rb"(?i:http)://" + HOST + rb"(?:" + PATH + rb")?" + QUERY
TARGET = rb"(?:" + PATH + QUERY + rb"|" + URL + rb")"

ROWS = [
    # What we refuse: RFC 9112 demands it, or lets each recipient choose.
    row("nginx h11", WE_REFUSE, rb"(?<!\r)\n",
        "a line ends with LF alone: MAY be taken (RFC 9112 section 2.2)"),
    row("nginx h11", WE_REFUSE, rb"\n(?i:content-length):[ \t]*0*[1-9]",
        "it has a body, which we have no use for"),
    row("nginx h11", WE_REFUSE, rb"\n(?i:transfer-encoding):",
        "it has a coding, and so a body, which we have no use for"),
    row("h11", WE_REFUSE, rb"(?is)\ncontent-length:[^\r]*(,|.*\ncontent-length:)",
        "its length is said twice: MAY be taken (RFC 9110 section 8.6)"),
    row("nginx", WE_REFUSE, START + rb"[A-Z_-]+ +[^ \r\n]+ *\r\n", "it is of HTTP/0.9"),
    row("nginx", WE_REFUSE, START + rb"[A-Z_-]+ +[^ \r\n]+ +HTTP/1\.\d\d",
        "its version has too many digits (RFC 9112 section 2.3)"),
    row("h11", WE_REFUSE, START + TOKEN + rb" +[^ \r\n]+ +HTTP/[02-9]\.",
        "it is of another major version (RFC 9110 section 15.6.6)"),
    row("nginx", WE_REFUSE, START + rb"[A-Z_-]+(?:  | +[^ \r\n]+(?:  | HTTP/[\d.]+ ))",
        "its words are not one space apart: MAY be taken (RFC 9112 section 3)"),
    row("nginx h11", WE_REFUSE, START + rb"(?!OPTIONS \* )" + TOKEN + rb" +(?!" + TARGET + rb" )",
        "its target is no path and no http URL of RFC 3986 (RFC 9112 section 3.2)"),
    row("nginx h11", WE_REFUSE, START + TOKEN[:-1] + rb"{65}",
        "its method is too long (RFC 9112 section 3)"),
    row("nginx h11", WE_REFUSE, rb"(?s)\A.{8193}", "it is longer than 8 KiB"),
    row("nginx", WE_REFUSE, rb"\r(?!\n)",
        "a CR ends no line: MUST be refused or replaced (RFC 9112 section 2.2)"),
    row("nginx", WE_REFUSE, rb" HTTP/1\.0\r\n",
        "behind HTTP/1.0 a connection MAY go on (RFC 9112 section 9.3)", behind=True),
    row("nginx h11", WE_REFUSE, START + rb"(?!GET |HEAD )",
        "behind a method that we do not have the connection ends", behind=True),
    row("nginx h11", WE_REFUSE, rb"\n(?i:host):[ \t]*(?!" + HOST + rb"[ \t]*\r\n)",
        "its Host is none: MUST be refused (RFC 9112 section 3.2)"),
    row("h11", WE_REFUSE, rb"(?is) HTTP/1\.[2-9]\r\n(?!(?:.*\n)?host:)",
        "it has no Host: MUST be refused (RFC 9112 section 3.2)"),
    row("nginx", WE_REFUSE, rb"\r\n(?!" + TOKEN + rb":)[^\r]",
        "a line is no field (RFC 9112 section 5): nginx passes over it"),
    row("h11", WE_REFUSE, rb"\r\n[ \t]",
        "a line is folded: MAY be taken (RFC 9112 section 5.2)"),
    row("nginx h11", WE_REFUSE, START + rb"CONNECT +(?!" + HOST + rb" )",
        "its target is no host:port (RFC 9112 section 3.2.3): they look at the method alone"),
    row("nginx h11", WE_REFUSE, rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]",
        "a value has a control character: MAY be taken (RFC 9110 section 5.5)"),
    row("nginx", WE_REFUSE, rb"(?is)\nconnection:.*\nconnection:",
        "behind a close the connection ends (RFC 9112 section 9.6): nginx takes the last line",
        behind=True),
    # What we answer.
    row("nginx", WE_ANSWER, rb"\n(?i:host|content-length):(?:[ \t]*\t|[^\r\n]*\t[ \t]*\r\n)",
        "tabs around a value are white space (RFC 9112 section 5)"),
    row("nginx", WE_ANSWER, rb"\n(?i:host):(?:[^\r\n]*\.\.| *\.:?\d* *\r\n)",
        "dots are a name, though none of DNS (RFC 3986 section 3.2.2)"),
    row("nginx", WE_ANSWER, rb"\n(?i:connection):[^\r\n]*(?i:close)",
        "only the member close closes (RFC 9110 section 7.6.1): nginx finds it in other words",
        behind=True),
    row("nginx", WE_ANSWER, START + rb"(?![A-Z_-]+ )" + TOKEN + rb" ",
        "any token is a method (RFC 9110 section 9.1): we answer that we do not have it"),
    row("nginx", WE_ANSWER, START + TOKEN + rb" [^ ]*(?:%00|/\.\.)",
        "an escape and a dot are taken as they are: there is nothing at such a path"),
    row("nginx", WE_ANSWER,
        START + TOKEN + rb" (?i:http)://[^/? ]*(?:[%~!$&'()*+,;=_]|\.\.|(?<=//)\.)",
        "its target's host is a name of RFC 3986, though none of DNS"),
    row("nginx", WE_ANSWER, START + rb"CONNECT " + HOST + rb" ",
        "its target is host:port (RFC 9112 section 3.2.3): we answer that we have no CONNECT"),
    row("nginx", WE_ANSWER, START + rb"OPTIONS \* ",
        "its target is the server (RFC 9112 section 3.2.4): we answer that we have no OPTIONS"),
    row("h11", WE_ANSWER, rb"\A\r\n",
        "one empty line before it SHOULD be ignored (RFC 9112 section 2.2)"),
]
DIFFERENCES = [difference for rows in ROWS for difference in rows]


def first_head(rest):
    """The head of the first request in these bytes, with the empty lines before it."""
    lines = re.match(rb"(?:\r\n)*", rest).end()
    end = rest.find(b"\r\n\r\n", lines)
    return rest if end < 0 else rest[:end + 4]


def first_difference(ours, theirs):
    """How many requests are read alike, and what became of the next one; None where all are."""
    alike = 0
    for our, their in zip(ours, theirs):
        if our != their:
            return alike, OTHERWISE
        alike += 1
    if len(ours) == len(theirs):
        return None
    return alike, WE_ANSWER if len(ours) > alike else WE_REFUSE


def listed(reader, side, before, head):
    """The row for it, or None."""
    return next((each for each in DIFFERENCES if each.reader == reader and each.side == side
                 and each.pattern.search(before if each.behind else head)), None)
