"""forward.py FROM PORT TO PORT [--proxy-protocol]: passes TCP connections on, as a load balancer, of
the other family too. With the PROXY protocol each begins with a line that says who connects.
"""

import socket
import sys
import threading


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def proxy_line(client):
    """Of the PROXY protocol, version 1."""
    family = "TCP6" if client.family == socket.AF_INET6 else "TCP4"
    (source, source_port), (target, target_port) = client.getpeername()[:2], client.getsockname()[:2]
    return f"PROXY {family} {source} {target} {source_port} {target_port}\r\n".encode()


def serve(client, to, tells):
    # From the balancer's own address, by which it is trusted.
    own = client.getsockname()[0] if tells else ""
    with client, socket.create_connection(to, source_address=(own, 0)) as server:
        if tells:
            server.sendall(proxy_line(client))
        back = threading.Thread(target=copy, args=(server, client))
        back.start()
        copy(client, server)
        back.join()


def main(address, port, to_address, to_port, option=None):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, int(port)), family=family, backlog=128)
    arguments = ((to_address, int(to_port)), option == "--proxy-protocol")
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=serve, args=(peer, *arguments), daemon=True).start()


main(*sys.argv[1:])
