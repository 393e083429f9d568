"""A CA of a hostile tenant: it really signs, because a real CA is behind it, and it is slow and large.

hostile_ca.py ADDRESS:PORT UPSTREAM CERTIFICATE KEY CA LARGE

Each request goes to UPSTREAM (https://HOST:PORT, to be verified by CA) with the same path, Host and body.
What comes back is answered in one of the ways below, in turn. LARGE is the number of bytes of what is
made large. Prints, once a second, how often each way was taken.
"""

import collections
import http.client
import http.server
import itertools
import json
import socket
import ssl
import sys
import threading
import time
import urllib.parse

DROPPED = {"connection", "transfer-encoding", "content-length", "keep-alive"}
NOT_PUBLIC = ["http://169.254.169.254/latest/meta-data", "https://10.77.0.1:6443/api",
              "http://10.77.0.8:8090/healthz", "https://kubernetes.default.svc/"]


class Answer:
    def __init__(self, reply):
        self.status = reply.status
        self.headers = [(k, v) for k, v in reply.getheaders() if k.lower() not in DROPPED]
        self.body = reply.read()
        self.seconds_a_piece = 0

    def set(self, name, value):
        self.headers = [(k, v) for k, v in self.headers if k.lower() != name.lower()] + [(name, value)]

    def change(self, change):
        """Of the object that is answered, if it is one."""
        try:
            body = json.loads(self.body)
        except ValueError:
            return
        if isinstance(body, dict):
            change(body)
            self.body = json.dumps(body).encode()


def as_it_is(answer, large):
    pass


def large_member(answer, large):
    answer.change(lambda body: body.update(x="x" * large))


def large_lists(answer, large):
    def grow(body):
        for name in ("authorizations", "challenges", "identifiers"):
            if name in body:
                body[name] = body[name] * (large // 200 // max(1, len(body[name])))
    answer.change(grow)


def deep(answer, large):
    answer.body = b'{"a":' * (large // 6) + b"1" + b"}" * (large // 6)


def many_headers(answer, large):
    answer.headers += [(f"X-{i}", "x" * 1000) for i in range(large // 1000)]


def large_problem(answer, large):
    answer.status = 400
    answer.set("Content-Type", "application/problem+json")
    answer.body = json.dumps({
        "type": "urn:ietf:params:acme:error:malformed", "detail": "no " * (large // 3),
        "subproblems": [{"type": "urn:ietf:params:acme:error:dns", "detail": "x" * 1000}] * (large // 1000),
    }).encode()


def without_end(answer, large):
    answer.body = b"x" * (100 * large)


def slow(answer, large):
    answer.seconds_a_piece = 0.5


def leads_inside(answer, large):
    answer.status = 307
    answer.set("Location", NOT_PUBLIC[large % len(NOT_PUBLIC)])


def says_that_it_limits(answer, large):
    answer.status = 429
    answer.set("Content-Type", "application/problem+json")
    answer.set("Retry-After", "99999999")
    answer.body = json.dumps({"type": "urn:ietf:params:acme:error:rateLimited",
                              "detail": "too many certificates for good.example.com " + "y" * 2000}).encode()


def another_time(answer, large):
    answer.set("Date", "Fri, 31 Dec 2049 23:59:59 GMT")


WAYS = [as_it_is, as_it_is, as_it_is, large_member, large_lists, as_it_is, another_time, deep, many_headers,
        as_it_is, large_problem, without_end, slow, leads_inside, as_it_is, says_that_it_limits]


class Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        way = self.server.next_way()
        try:
            answer = self.ask(body)
            way(answer, self.server.large)
            self.say(answer)
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = handle_any

    def ask(self, body):
        url = self.server.upstream
        link = http.client.HTTPSConnection(url.hostname, url.port, timeout=30, context=self.server.trust)
        try:
            headers = {k: v for k, v in self.headers.items() if k.lower() not in DROPPED}
            link.request(self.command, self.path.split("?")[0], body=body or None, headers=headers)
            return Answer(link.getresponse())
        finally:
            link.close()

    def say(self, answer):
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        size = max(1, len(answer.body) // 10) if answer.seconds_a_piece else len(answer.body)
        for at in range(0, len(answer.body), size or 1):
            self.wfile.write(answer.body[at:at + size])
            self.wfile.flush()
            time.sleep(answer.seconds_a_piece)

    def log_message(self, *_):
        pass


class HostileCa(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, listen, upstream, certificate, key, ca, large):
        host, port = listen.rsplit(":", 1)
        super().__init__((host, int(port)), Exchange)
        self.upstream, self.large = urllib.parse.urlsplit(upstream), int(large)
        self.trust = ssl.create_default_context(cafile=ca)
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(certificate, key)
        self.lock, self.turns, self.taken = threading.Lock(), itertools.cycle(WAYS), collections.Counter()
        threading.Thread(target=self.tell, daemon=True).start()

    def next_way(self):
        with self.lock:
            way = next(self.turns)
            self.taken[way.__name__] += 1
        return way

    def tell(self):
        while True:
            time.sleep(1)
            with self.lock:
                print(dict(self.taken), flush=True)

    def finish_request(self, request, address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with self.tls.wrap_socket(request, server_side=True) as connection:
                super().finish_request(connection, address)
        except OSError:
            pass


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    HostileCa(*sys.argv[1:]).serve_forever()
