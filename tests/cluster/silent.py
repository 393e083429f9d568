"""silent.py ADDRESS PORT: a server that takes every connection and never says a word."""

import socket
import sys
import time

listener = socket.create_server((sys.argv[1], int(sys.argv[2])), backlog=1024)
taken = []
while True:
    taken.append((listener.accept()[0], time.monotonic()))
    while taken and time.monotonic() - taken[0][1] > 120:
        taken.pop(0)[0].close()
