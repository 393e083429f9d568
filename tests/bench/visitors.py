"""visitors.py ADDRESS RATE FILE HOST...: asks for the page of each host in turn, RATE times a second in
all, until SIGTERM. A visitor keeps a connection for 20 requests, then another one comes.

A request is served when status 200 and the page come. One that finds its kept connection closed is
made again on a new one, as browsers do. FILE gets "SERVED FAILED AGAIN SECONDS SLOWEST-MS" at the end.
"""

import asyncio
import itertools
import signal
import sys
import time

VISITORS = 50
REQUESTS = 20  # on one connection
PATIENCE = 5  # seconds
PAGE = b"The shop is open"


class Count:
    served = failed = again = 0
    slowest = 0.0


async def answer(reader):
    """None when the connection was closed before a byte came."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = head.lower().split(b"\r\n")
    length = next(int(f.split(b":")[1]) for f in fields if f.startswith(b"content-length:"))
    body = await reader.readexactly(length)
    return head.startswith(b"HTTP/1.1 200 ") and PAGE in body, b"connection: close" in fields


async def ask(connection, host):
    reader, writer = connection
    writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: visitor\r\n\r\n".encode())
    await writer.drain()
    return await asyncio.wait_for(answer(reader), PATIENCE)


def was_closed(error):
    """Before a byte of the answer came."""
    return isinstance(error, ConnectionError) or (
        isinstance(error, asyncio.IncompleteReadError) and not error.partial)


class Visitor:
    def __init__(self, address):
        self.address, self.connection, self.asked = address, None, 0

    def leave(self):
        if self.connection:
            self.connection[1].close()
        self.connection, self.asked = None, 0

    async def request(self, host):
        kept = self.connection is not None
        if not kept:
            self.connection = await asyncio.open_connection(self.address, 80)
        try:
            good, last = await ask(self.connection, host)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.leave()
            if not (kept and was_closed(error)):
                raise
            Count.again += 1
            return await self.request(host)
        self.asked += 1
        if last or self.asked == REQUESTS:
            self.leave()
        return good

    async def visit(self, host):
        begun = time.monotonic()
        try:
            good = await self.request(host)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, StopIteration) as error:
            self.leave()
            good = False
            print(f"{time.time():.3f} {host}: {error!r}", flush=True)
        Count.slowest = max(Count.slowest, time.monotonic() - begun)
        Count.served += good
        Count.failed += not good


async def keep_coming(visitor, hosts, pause, ended):
    due = time.monotonic()
    while not ended.is_set():
        await visitor.visit(next(hosts))
        due += pause
        await asyncio.sleep(max(0, due - time.monotonic()))


async def main(address, rate, path, *names):
    ended, hosts, begun = asyncio.Event(), itertools.cycle(names), time.monotonic()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    pause = VISITORS / float(rate)
    await asyncio.gather(*(keep_coming(Visitor(address), hosts, pause, ended) for _ in range(VISITORS)))
    seconds = time.monotonic() - begun
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"{Count.served} {Count.failed} {Count.again} {seconds:.1f} {Count.slowest * 1000:.0f}\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
