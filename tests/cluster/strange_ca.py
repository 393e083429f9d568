"""strange_ca.py ADDRESS CERTIFICATE KEY PORT: stands before the CA of ADDRESS:14000 and bends its answers
as CAs do whose users report it: one row of ROWS at each port from PORT on, in their order. A row is
called for each request, with what asks the CA; what it returns is the answer, or None for an end of the
connection. `strange_ca.py --rows` prints the names.
"""

import collections
import http.client
import http.server
import json
import re
import ssl
import subprocess
import sys
import threading

HTML = {"Content-Type": "text/html"}
ENDPOINTS = (
    ("directory", r"/dir"), ("newNonce", r"/nonce-plz"), ("newAccount", r"/sign-me-up"),
    ("newOrder", r"/order-plz"), ("order", r"/my-order/.*"), ("authorization", r"/authZ/.*"),
    ("challenge", r"/chalZ/.*"), ("finalize", r"/finalize-order/.*"), ("certificate", r"/certZ/.*"),
)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def edit(self, change):
        """Of an object in JSON that is no problem."""
        if self.status < 300 and self.body.startswith(b"{"):
            content = json.loads(self.body)
            change(content)
            self.body = json.dumps(content).encode()


def problem(status, kind, detail, link=None):
    headers = {"Content-Type": "application/problem+json"}
    if link:
        headers["Link"] = link
    body = {"type": "urn:ietf:params:acme:error:" + kind, "detail": detail, "status": status}
    return Answer(status, headers, json.dumps(body).encode())


# ---- Rows: (endpoint, how many requests came before of its kind, ask) -> answer


def relative_urls(endpoint, count, ask):
    answer = ask()
    answer.body = re.sub(rb'"https://[^/"]+/', b'"/', answer.body)
    if "Location" in answer.headers:
        answer.headers["Location"] = re.sub("https://[^/]+", "", answer.headers["Location"])
    return answer


def empty_bodies(endpoint, count, ask):
    answer = ask()
    if answer.status < 300 and endpoint in ("newAccount", "newOrder", "challenge", "finalize"):
        answer.body = b""
    return answer


def other_statuses(endpoint, count, ask):
    answer = ask()
    if answer.status < 300:
        answer.status = {"newNonce": 204, "newAccount": 200, "newOrder": 202, "challenge": 202,
                         "finalize": 201}.get(endpoint, answer.status)
    answer.edit(lambda content: content.pop("expires", None))
    return answer


def odd_challenges(endpoint, count, ask):
    def change(content):
        http01 = [one for one in content["challenges"] if one["type"] == "http-01"]
        for one in http01:
            one.pop("status", None)
            one["error"] = None
        content["challenges"] = [{"type": "dns-persist-01"}, {"type": "http-02", "url": "nowhere"},
                                 *http01, *http01]

    answer = ask()
    if endpoint == "authorization":
        answer.edit(change)
    return answer


def too_fast(endpoint, count, ask):
    """Each third one, without a word of ACME, and without Retry-After."""
    if endpoint != "directory" and count % 3 == 2:
        return Answer(429, HTML, b"<html>429 Too Many Requests</html>")
    return ask()


def lost_answers(endpoint, count, ask):
    """The order is made and the certificate is issued, and neither is told."""
    answer = ask()
    return None if endpoint in ("newOrder", "finalize") and not count else answer


def gateway_pages(endpoint, count, ask):
    if count % 3 == 1 and endpoint != "directory":
        return Answer(502, HTML, b"<html>502 Bad Gateway</html>")
    return ask()


def servers_that_lag(endpoint, count, ask):
    """One server has not heard yet that the order is ready."""
    if endpoint == "finalize" and count % 3 < 2:
        return problem(403, "orderNotReady", "order status is pending")
    return ask()


def pkcs7(endpoint, count, ask):
    answer = ask()
    if endpoint == "certificate" and answer.status < 300:
        answer.body = subprocess.run(
            ["openssl", "crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile", "/dev/stdin"],
            input=answer.body, capture_output=True, check=True).stdout
        answer.headers["Content-Type"] = "application/pkcs7-mime; smime-type=certs-only"
    return answer


def shuffled_pem(endpoint, count, ask):
    answer = ask()
    if endpoint == "certificate" and answer.status < 300:
        leaf, *others = re.findall(rb"-----BEGIN.+?-----END CERTIFICATE-----", answer.body, re.S)
        pieces = [b"subject=/CN=" + piece[-40:-30] + b"\n" + piece for piece in (*others, leaf)]
        answer.body = b"\n\n".join(pieces).replace(b"\n", b"\r\n")
    return answer


# What cannot end well.


def paused(endpoint, count, ask):
    """After the first certificate."""
    if endpoint == "newOrder" and count:
        return problem(429, "rateLimited", "Your account is temporarily prevented from requesting certificates",
                       '<https://ca.example.net/unpause/letter-of-the-ca>;rel="help"')
    return ask()


class Repeats:
    """Each certificate is the first one, which is of another key."""

    def __init__(self):
        self.first = None

    def __call__(self, endpoint, count, ask):
        answer = ask()
        if endpoint == "certificate" and answer.status < 300:
            self.first = self.first or answer.body
            answer.body = self.first
        return answer


def customers_only(endpoint, count, ask):
    if endpoint == "newAccount":
        return problem(403, "externalAccountRequired", "an external account is needed")
    return ask()


def guest_list(endpoint, count, ask):
    if endpoint == "newAccount":
        return problem(403, "unauthorized", "admin@example.com is not on our list")
    return ask()


def crowded(endpoint, count, ask):
    if endpoint == "newAccount":
        answer = problem(429, "rateLimited", "too many new accounts (10) from this IP address in the last 3h0m0s")
        answer.headers["Retry-After"] = "3600"
        return answer
    return ask()


def no_dates(endpoint, count, ask):
    if endpoint == "newOrder":
        return problem(400, "malformed", "NotBefore and NotAfter are not supported")
    return ask()


def no_key_change(endpoint, count, ask):
    answer = ask()
    if endpoint == "directory":
        answer.edit(lambda content: content.pop("keyChange", None))
    return answer


ROWS = {
    "relative-urls": relative_urls, "empty-bodies": empty_bodies, "other-statuses": other_statuses,
    "odd-challenges": odd_challenges, "too-fast": too_fast, "lost-answers": lost_answers,
    "gateway-pages": gateway_pages, "servers-that-lag": servers_that_lag, "pkcs7": pkcs7,
    "shuffled-pem": shuffled_pem, "paused": paused, "another-key": Repeats(),
    "customers-only": customers_only, "guest-list": guest_list, "crowded": crowded, "no-dates": no_dates, "no-key-change": no_key_change,
}


def endpoint_of(path):
    return next((name for name, form in ENDPOINTS if re.fullmatch(form, path)), "other")


def handler(name, row, upstream):
    counts = collections.Counter()
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def ask(self):
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # it is on this machine
            asked = http.client.HTTPSConnection(*upstream, timeout=20, context=context)
            asked.request(self.command, self.path, self.body, {
                one: self.headers[one] for one in ("Host", "Content-Type", "User-Agent", "Accept")
                if one in self.headers})
            got = asked.getresponse()
            body = got.read()
            asked.close()
            kept = {one: value for one, value in got.getheaders() if one != "Content-Length"}
            return Answer(got.status, kept, body)

        def serve(self):
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            endpoint = endpoint_of(self.path)
            with lock:
                count = counts[endpoint]
                counts[endpoint] += 1
            answer = row(endpoint, count, self.ask)
            if answer is None:
                self.close_connection = True
                return
            if self.command == "POST" and "Replay-Nonce" not in answer.headers and answer.headers is not HTML:
                answer.headers["Replay-Nonce"] = self.fresh_nonce()
            self.send_response(answer.status)
            for header in answer.headers.items():
                self.send_header(*header)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        def fresh_nonce(self):
            self.command, self.path, self.body = "HEAD", "/nonce-plz", None
            nonce = self.ask().headers["Replay-Nonce"]
            self.command = "POST"
            return nonce

        do_GET = do_HEAD = do_POST = serve

        def log_message(self, form, *arguments):
            print(name, form % arguments, flush=True)

    return Handler


def main(address, certificate, key, port):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    for number, (name, row) in enumerate(ROWS.items()):
        server = http.server.ThreadingHTTPServer((address, int(port) + number),
                                                 handler(name, row, (address, 14000)))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    if sys.argv[1:] == ["--rows"]:
        print(*ROWS, sep="\n")
    else:
        main(*sys.argv[1:])
