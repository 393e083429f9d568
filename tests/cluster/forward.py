"""forward.py FROM PORT TO PORT: passes TCP connections on, as a load balancer of the other family."""

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


def serve(client, to):
    with client, socket.create_connection(to) as server:
        back = threading.Thread(target=copy, args=(server, client))
        back.start()
        copy(client, server)
        back.join()


listener = socket.create_server((sys.argv[1], int(sys.argv[2])), family=socket.AF_INET6)
while True:
    peer, _ = listener.accept()
    threading.Thread(target=serve, args=(peer, (sys.argv[3], int(sys.argv[4]))), daemon=True).start()
