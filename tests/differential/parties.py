"""The readers: our sidecar and nginx as programs of their own, and h11 within this one.

Each has read(bytes): the readings (world.py) of one connection on which these bytes come and then
no more. The programs listen on loopback or on a Unix socket alone, and end with `with`.
"""

import contextlib
import datetime
import http.server
import json
import pathlib
import re
import socket
import subprocess
import threading
import time
import urllib.request

import h11

import world

SECONDS = 15  # for a program to start, or a connection to end


# --- the API server that the sidecar gets its answers from -------------------------------------

def challenge():
    expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    answers = [{"host": host, "token": token, "expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "keyAuthorization": answer}
               for (host, token), answer in world.ANSWERS.items()]
    return {"apiVersion": "sallyport.dev/v1", "kind": "Challenge", "spec": {"answers": answers},
            "metadata": {"name": "one", "namespace": "sallyport-system", "resourceVersion": "1",
                         "uid": "00000000-0000-0000-0000-000000000001"}}


def bookmark():
    return {"apiVersion": "sallyport.dev/v1", "kind": "Challenge",
            "metadata": {"resourceVersion": "2",
                         "annotations": {"k8s.io/initial-events-end": "true"}}}


class Api(http.server.BaseHTTPRequestHandler):
    """One watch, of one Challenge, that goes on until the program ends."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for kind, thing in (("ADDED", challenge()), ("BOOKMARK", bookmark())):
            line = json.dumps({"type": kind, "object": thing}).encode() + b"\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()
        self.server.over.wait()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def api_server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        server.daemon_threads = True
        server.over = threading.Event()
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.over.set()
            server.shutdown()


def kubeconfig(url):
    return json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
        "clusters": [{"name": "here", "cluster": {"server": url}}],
        "users": [{"name": "me", "user": {"token": "none"}}]})


# --- programs ----------------------------------------------------------------------------------

@contextlib.contextmanager
def program(command, log):
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)


def until(process, log, what, look):
    """look() until it returns something; it may raise OSError meanwhile."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            if found := look():
                return found
        time.sleep(0.05)
    raise SystemExit(f"error: {what} did not start: {pathlib.Path(log).read_text()[-2000:]}")


def exchange(family, address, sent):
    """All that comes back for these bytes."""
    with socket.socket(family) as connection:
        connection.settimeout(SECONDS)
        connection.connect(address)
        received = bytearray()
        with contextlib.suppress(OSError):  # it may have closed by now
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                received += piece
        return bytes(received)


def answers(received):
    """(status, headers, body) of each answer. A body that is not there was asked for by HEAD."""
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        match = re.match(rb"HTTP/1\.1 (\d{3})", head)
        if not match:
            yield 200, {b"x-method": b"GET"}, head  # HTTP/0.9
            return
        lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
        headers = {name.lower(): value.strip() for name, _, value in lines}
        size = int(headers.get(b"content-length", 0))
        if received.startswith(b"HTTP/1.1 "):
            size = 0
        yield int(match[1]), headers, received[:size]
        received = received[size:]


class Sidecar:
    """The lengths of its answers say what it read."""

    name = "sallyport"

    def __init__(self, port):
        self.address = ("127.0.0.1", port)

    def read(self, sent):
        received = exchange(socket.AF_INET, self.address, sent)
        return [self.reading(status, headers) for status, headers, _ in answers(received)
                if status in (200, 404, 405)]

    @staticmethod
    def reading(status, headers):
        if status == 405:
            return world.NO_METHOD
        return world.READINGS[int(headers[b"content-length"])] if status == 200 else world.OTHER


@contextlib.contextmanager
def sidecar(binary, folder):
    log = folder / "sidecar.log"
    with api_server() as url:
        (folder / "kubeconfig").write_text(kubeconfig(url))
        command = [binary, f"--kubeconfig={folder}/kubeconfig", "--listen=127.0.0.1:0",
                   "--admin-listen=127.0.0.1:0"]
        with program(command, log) as process:
            ports = until(process, log, "the sidecar", lambda: re.search(
                r"event=Started .*\bport=(\d+) admin-port=(\d+)", log.read_text()))
            ready = f"http://127.0.0.1:{ports[2]}/readyz"
            until(process, log, "the sidecar", lambda: urllib.request.urlopen(ready, timeout=5))
            yield Sidecar(int(ports[1]))


NGINX = """
daemon off; master_process off; pid {0}/nginx.pid; error_log {0}/nginx.log error;
events {{ worker_connections 256; }}
http {{
  access_log off; server_tokens off; types {{}} default_type text/plain;
  client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  server {{
    listen unix:{0}/nginx.socket;
    add_header X-Method $request_method; add_header X-Target $request_uri; add_header X-Host $host;
    location / {{ return 200 "read"; }}
  }}
}}
"""


class Nginx:
    """Its headers say what it read."""

    name = "nginx"

    def __init__(self, path):
        self.path = path

    def read(self, sent):
        received = exchange(socket.AF_UNIX, self.path, sent)
        return [self.reading(status, headers) for status, headers, _ in answers(received)
                if status in (200, 405)]

    @staticmethod
    def reading(status, headers):
        if status == 405:  # CONNECT and TRACE, which it has not either
            return world.NO_METHOD
        told = [headers.get(name, b"").decode("latin-1")
                for name in (b"x-method", b"x-target", b"x-host")]
        return world.reading(*told)


@contextlib.contextmanager
def nginx(binary, folder):
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder))
    log, path = folder / "nginx.out", f"{folder}/nginx.socket"
    with program([binary, "-c", str(config), "-p", str(folder), "-e", f"{folder}/nginx.log"],
                 log) as process:
        hello = b"GET / HTTP/1.0\r\n\r\n"
        until(process, log, "nginx", lambda: exchange(socket.AF_UNIX, path, hello))
        yield Nginx(path)


class H11:
    """A parser without a server: it looks into no target and no Host."""

    name = "h11"

    def read(self, sent):
        readings = []
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(sent)
        connection.receive_data(b"")
        with contextlib.suppress(h11.RemoteProtocolError):
            while isinstance(request := connection.next_event(), h11.Request):
                readings.append(self.reading(request))
                self.answer(connection)
        return readings

    @staticmethod
    def answer(connection):
        """Takes the body, answers, and makes ready for the next request where there may be one."""
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                return
        connection.send(h11.Response(status_code=404, headers=[("Content-Length", "0")]))
        connection.send(h11.EndOfMessage())
        with contextlib.suppress(h11.LocalProtocolError):
            connection.start_next_cycle()

    @staticmethod
    def reading(request):
        target = request.target.decode("latin-1")
        host = dict(request.headers).get(b"host", b"").decode("latin-1")
        if absolute := re.fullmatch(r"(?i:http)://([^/?]*)(.*)", target):
            host, target = absolute[1], absolute[2]
        return world.reading(request.method.decode(), target, host)
