"""A proxy that does to requests what networks and servers do to them: cuts, delays, refusals.

proxy.py ADDRESS:PORT UPSTREAM CERTIFICATE KEY CA PLAN LOG

It answers at ADDRESS:PORT by TLS, with CERTIFICATE and KEY, and asks UPSTREAM (https://HOST:PORT, to be
verified by CA) with the same method, path, Host and headers. PLAN is a JSON file, read again for
each request:

  {}                                        everything passes
  {"seed": 7, "rate": 0.2, "kinds": "api"}  of every five requests one meets a fault
  {"kill": {"at": 3, "when": "after"}}      the third request that counts is answered by nobody: it is
                                            not sent on ("before"), or its answer is thrown away
                                            ("after"), and from then on nothing passes

Which fault a request meets depends on the seed and on how many came before, and on nothing else. What
was done is written to LOG, one line a request that counts: number, method, path, fault. Watches, Leases
and Events do not count: they come when they like.
"""

import http.client
import http.server
import json
import random
import socket
import ssl
import sys
import threading
import time
import urllib.parse

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
CHUNK = 65536


class Cut(Exception):
    """The connection ends here, without more words."""


# --- what may happen ---------------------------------------------------------------------------
# Each takes the exchange, and either answers, raises Cut, or returns to let it pass.

def drop_before(exchange):
    raise Cut


def drop_after(exchange):
    exchange.ask()
    raise Cut


def delay(exchange):
    time.sleep(exchange.dice.uniform(0.05, 1.5))


def half_open(exchange):
    time.sleep(exchange.dice.uniform(2, 8))
    raise Cut


def truncate(exchange):
    exchange.ask()
    exchange.answer(cut_after=exchange.dice.randrange(1, 200))


def split(exchange):
    exchange.ask()
    exchange.answer(piece=exchange.dice.randrange(1, 40))


def refusal(status, reason, **headers):
    def refuse(exchange):
        exchange.refuse(status, reason, {k.replace("_", "-"): v for k, v in headers.items()})
    refuse.__name__ = str(status)
    return refuse


def lag(exchange):
    exchange.ask()
    exchange.answer(lag=exchange.dice.uniform(0.5, 3))


def gone_event(exchange):
    exchange.ask()
    event = {"type": "ERROR", "object": status_of(410, "Expired")}
    exchange.answer(instead=json.dumps(event).encode() + b"\n")


def cut_stream(exchange):
    exchange.ask()
    exchange.answer(cut_after=exchange.dice.randrange(1, 3000), patience=exchange.dice.uniform(0.1, 4))


THROTTLED = refusal(429, "TooManyRequests", Retry_After="1")
ALWAYS = [drop_before, drop_after, delay, half_open, truncate, split, refusal(503, "ServiceUnavailable")]
KINDS = {
    "read": ALWAYS + [THROTTLED, refusal(500, "InternalError"), refusal(410, "Expired")],
    "write": ALWAYS + [THROTTLED, refusal(500, "InternalError"), refusal(409, "Conflict")],
    "watch": [drop_before, delay, split, lag, gone_event, cut_stream, cut_stream, THROTTLED,
              refusal(410, "Expired"), refusal(503, "ServiceUnavailable")],
    "acme": ALWAYS + [refusal(503, "", Retry_After="1"), refusal(500, "")],
}


def status_of(code, reason):
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code,
            "message": f"{reason} by the fault proxy"}


# --- one request -------------------------------------------------------------------------------

class Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120

    def handle_any(self):
        # The body is taken first: what is not sent on was received all the same.
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.upstream = self.reply = None
        plan = self.server.read_plan()
        number, fault = self.server.choose(self, plan)
        self.dice = random.Random(f"{plan.get('seed')}/{number}/{self.path}")
        try:
            if fault:
                fault(self)
            if not self.close_connection and not self.answered:
                self.ask()
                self.answer()
        except (Cut, OSError, http.client.HTTPException):
            self.close_connection = True
        finally:
            if self.upstream:
                self.upstream.close()

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any
    answered = False

    def handle_one_request(self):
        self.answered = False
        super().handle_one_request()

    def is_watch(self):
        return "watch=" in self.path

    def counts(self):
        return not (self.is_watch() or "/leases" in self.path or "/events" in self.path)

    def kind(self):
        if self.is_watch():
            return "watch"
        return "read" if self.command in ("GET", "HEAD") else "write"

    def ask(self):
        url = self.server.upstream
        self.upstream = http.client.HTTPSConnection(url.hostname, url.port, timeout=320,
                                                    context=self.server.trust)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
        self.upstream.request(self.command, self.path, body=self.body or None, headers=headers)
        self.reply = self.upstream.getresponse()

    def refuse(self, status, reason, headers):
        body = json.dumps(status_of(status, reason)).encode()
        self.answered = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, cut_after=None, piece=None, lag=0, patience=None, instead=None):
        """What upstream said: in pieces of so many bytes, late, or only so much of it."""
        self.answered = True
        length = self.reply.getheader("Content-Length")
        self.send_response(self.reply.status)
        for name, value in self.reply.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        chunked = length is None or instead is not None
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", length)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if patience:
            self.upstream.sock.settimeout(patience)
        for data in [instead] if instead else self.pieces(piece):
            time.sleep(lag)
            whole = cut_after is None or len(data) <= cut_after
            self.send(data if whole else data[:cut_after], chunked)
            if not whole:
                raise Cut
            cut_after = cut_after and cut_after - len(data)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def pieces(self, size):
        while data := self.reply.read1(CHUNK):
            for at in range(0, len(data), size or CHUNK):
                yield data[at:at + (size or CHUNK)]

    def send(self, data, chunked):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)
        self.wfile.flush()

    def log_message(self, *_):
        pass


# --- the proxy ---------------------------------------------------------------------------------

class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, listen, upstream, certificate, key, ca, plan, log):
        host, port = listen.rsplit(":", 1)
        super().__init__((host, int(port)), Exchange)
        self.upstream = urllib.parse.urlsplit(upstream)
        self.trust = ssl.create_default_context(cafile=ca)
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(certificate, key)
        self.plan, self.log = plan, open(log, "a", buffering=1)
        self.lock, self.numbers, self.over = threading.Lock(), {}, None

    def finish_request(self, request, address):
        """On the connection's own thread: nobody waits for another one's handshake."""
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with self.tls.wrap_socket(request, server_side=True) as connection:
                super().finish_request(connection, address)
        except OSError:
            pass

    def read_plan(self):
        with open(self.plan, encoding="utf-8") as file:
            return json.load(file)

    def choose(self, exchange, plan):
        """The request's number under this plan, and the fault that it meets."""
        counts = exchange.counts()
        with self.lock:
            key = json.dumps(plan)
            number = self.numbers[key] = self.numbers.get(key, 0) + (counts or "kill" not in plan)
            fault = self.fault_of(exchange, plan, number, counts)
        if counts:
            print(number, exchange.command, exchange.path.split("?")[0],
                  fault.__name__ if fault else "-", file=self.log)
        return number, fault

    def fault_of(self, exchange, plan, number, counts):
        if kill := plan.get("kill"):
            if self.over == plan:
                return drop_before
            if not counts or number != kill["at"]:
                return None
            self.over = plan
            return drop_before if kill["when"] == "before" else drop_after
        dice = random.Random(f"{plan.get('seed')}:{number}")
        if dice.random() >= plan.get("rate", 0):
            return None
        kind = exchange.kind() if plan["kinds"] == "api" else "acme"
        return dice.choice(KINDS[kind])


if __name__ == "__main__":
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    Proxy(*sys.argv[1:]).serve_forever()
