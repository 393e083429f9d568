"""Connections to try: one to three requests each, from a grammar with a few faults in it.

connection(seed): bytes, always the same for one seed.
"""

import random

import world

# Of each list the first are good: pick() says how many.
METHODS = ["GET", "GET", "GET", "HEAD", "get", "Get", "GET\0", "G\tET", "G@T", "POST", "OPTIONS",
           "CONNECT", "TRACE", "M-SEARCH", "FOO_BAR", "G!T", "X" * 70, ""]
SPACES = [" ", "  ", "\t", "", " \t", "\x0b", "\xa0"]
VERSIONS = ["HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/1.9", "HTTP/1.10", "HTTP/1.01", "HTTP/2.0",
            "HTTP/2", "HTTP/0.9", "HTTP/1", "http/1.1", "HTTP/ 1.1", "HTTP/1,1", "HTTPS/1.1",
            "HTTP/1.1x", ""]
ENDS = ["\r\n", "\n", "\r", "\r\r\n", "\r\n ", "\r\n\t", "\n\r", "\0\r\n", " \r\n", "\t\r\n",
        "\r\n\r\n"]
HOST_ENDS = ["", ":80", ":", ".", ".:80", ":080", ":99999", ":80@evil.example", ":@evil.example",
             "@evil.example", ":abc", ":80:80", ":-1", ": 80", " evil.example", ",evil.example",
             "/", "?x", "#x", "\\evil.example", "\0", "\t", "\x7f", "%00", "%2e", "%", "junk", "]",
             "[::1]", "\xe4", "\"", "'", "|", "_", "!", "*"]
HOST_STARTS = ["", "evil.example@", "user:word@", "//", "http://", ".", " ", "\t", ":", "[", "\0",
               "evil.example,"]
TARGET_ENDS = ["", "?", "?a=b", "?a=%41&b", "#x", "?#", "%", "%zz", "%41", "%00", "/", "/../",
               "/..", "\"", "<x>", "{}", "|", "\\", "^", "`", "\x01", "\x7f", "\xe4", " ", "\0",
               ";x", "?\x1f"]
TARGET_STARTS = ["", "/", "/x/..", "/.", "x", "http:", "http:/", "%2f", "#", "?", "*", "\\"]
SCHEMES = ["http://", "HTTP://", "hTtP://", "https://", "ftp://", "http:///", "h+2://", "http:",
           "://", "1http://"]
NAMES = ["Host", "host", "HOST", "Host ", "Host\t", " Host", "\tHost", "Ho st", "Host\0", "Hos",
         "X-Host", "Host:", "Host\r", "H\xf6st", "Host_"]
LENGTHS = ["0", "00", "1", "5", "+0", "-0", "-1", "0x0", "0, 0", "0,5", "5,5", "", " ", "0 ", "0\t",
           "0 0", "1e1", "18446744073709551616", "18446744073709551621", "9223372036854775808",
           "0;x", "\"0\"", "a", "\xb2", "0\0", "0_0"]
CODINGS = ["chunked", "Chunked", "chunked ", "\tchunked", "gzip, chunked", "chunked, gzip",
           "identity", "gzip", "chunked, chunked", "xchunked", "chunked;a=b", "chunked,",
           ",chunked", "", "\"chunked\"", "chunked\0", "chunked\x0b", "cow", "chunked\xa0"]
BODIES = ["", "hello", "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n",
          "5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n", "5\nhello\n0\n\n", "0x5\r\nhello\r\n0\r\n\r\n",
          "5 \r\nhello\r\n0\r\n\r\n", "05\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n",
          "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "0\r\n", "-1\r\n\r\n",
          "5;\n\r\nhello\r\n0\r\n\r\n", "5;\"\r\n\"\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n",
          "\r\n"]
FIELDS = ["X: y", "Accept: */*", "X:", "X:\t", "X: y:z", "X: \xe4", "Connection: close",
          "Connection: keep-alive", "Connection: x, Close", "Connection: closed",
          "Connection: \"close\"", "Connection: close;x", "Expect: 100-continue", "Expect: x",
          "Upgrade: h2c", "X", ": y", "X : y", "X\t: y", " X: y", "X: \0", "X: \x01", "X: \x7f",
          "X: a\rb", "X: a\nb", "X: a\rHost: b.example", "X: a\nHost: b.example", "X(): y",
          "\xe4: y", "X: y\r\n folded", "X: y\r\n\tfolded", "X: y\r\n ", "Host", "Content-Length",
          "Content_Length: 5", "Transfer_Encoding: chunked", "Keep-Alive: x", "TE: trailers",
          "Trailer: Host", "Proxy-Connection: close", "X-Forwarded-Host: b.example",
          "Y: " + "y" * 3000, "Y: " + "y" * 9000, "\0: y", "GET / HTTP/1.1"]
STARTS = ["", "\r\n", "\r\n\r\n", "\n", "\r", " ", "\0", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "hello", "\xef\xbb\xbf", "0\r\n\r\n"]
# What stands in when a byte is changed.
BYTES = [0, 1, 9, 10, 11, 13, 32, 33, 34, 35, 37, 44, 46, 47, 48, 49, 53, 58, 59, 64, 65, 91, 92,
         93, 97, 123, 127, 128, 160, 255]


class Dice:
    """`faults` is how many faults a component has in a hundred."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.faults = self.random.choice([0, 2, 5, 10, 20])

    def is_faulty(self, factor=1.0):
        return self.random.random() * 100 < self.faults * factor

    def pick(self, choices, good=1):
        """One of the first `good`, or, where there is a fault, any."""
        return self.random.choice(choices if self.is_faulty() else choices[:good])

    def one_in(self, count):
        return self.random.randrange(count) == 0


def brackets(host):
    return f"[{host}]" if ":" in host else host


def authority(dice):
    host = dice.random.choice(world.HOSTS)
    if dice.one_in(8):
        host = host.upper()
    return dice.pick(HOST_STARTS) + brackets(host) + dice.pick(HOST_ENDS, 5)


def target(dice):
    path = world.PATH + dice.random.choice(world.TOKENS)
    path = dice.pick(TARGET_STARTS) + path + dice.pick(TARGET_ENDS, 4)
    if dice.one_in(6):
        path = dice.pick(SCHEMES, 3) + authority(dice) + path
    if dice.one_in(40):
        path = dice.random.choice(["*", "/", "", "a.example:80", "[::1]:80", "/" + "x" * 9000])
    return path


def request_line(dice):
    version = "HTTP/1.0" if dice.one_in(12) else dice.pick(VERSIONS)
    return (dice.pick(METHODS, 4) + dice.pick(SPACES) + target(dice) + dice.pick(SPACES) + version)


def field_lines(dice):
    lines = [dice.pick(NAMES, 3) + ":" + dice.random.choice(["", " ", " ", "  "] * 5 + ["\t"])
             + authority(dice)]
    if dice.is_faulty(0.5):
        lines = dice.random.choice([[], lines + lines, lines + ["Host: b.example"]])
    for _ in range(dice.random.choice([0, 0, 1, 2])):
        lines.append(dice.pick(FIELDS, 9))
    if dice.is_faulty(2) or dice.one_in(20):
        for _ in range(dice.random.choice([1, 1, 2])):
            lines.append("Content-Length: " + dice.pick(LENGTHS, 4))
    if dice.is_faulty(2):
        for _ in range(dice.random.choice([1, 1, 2])):
            name = dice.pick(["Transfer-Encoding: ", "Transfer-Encoding:", "Transfer-Encoding : "])
            lines.append(name + dice.random.choice(CODINGS))
    dice.random.shuffle(lines)
    return lines


def request(dice):
    lines = [request_line(dice)] + field_lines(dice)
    text = dice.pick(STARTS) + "".join(line + dice.pick(ENDS) for line in lines) + dice.pick(ENDS)
    if dice.is_faulty(2) or "Content-Length" in text or "Transfer-Encoding" in text:
        text += dice.random.choice(BODIES)
    return text


def change_bytes(dice, text):
    for _ in range(dice.random.choice([1, 1, 2, 4])):
        at = dice.random.randrange(len(text) + 1)
        new = chr(dice.random.choice(BYTES))
        text = dice.random.choice([text[:at] + new + text[at:], text[:at] + new + text[at + 1:],
                                   text[:at] + text[at + 1:]])
    return text


def connection(seed):
    dice = Dice(seed)
    text = "".join(request(dice) for _ in range(dice.random.choice([1, 1, 2, 3])))
    if dice.one_in(5):
        text = change_bytes(dice, text)
    return text.encode("latin-1")
