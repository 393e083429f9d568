"""A stranger in the cluster and on the internet, on all ports of both programs at once.

hostile_client.py CONTROLLER-ADMIN CONTROLLER-METRICS SIDECAR-PUBLIC SIDECAR-ADMIN SIDECAR-METRICS

Each an ADDRESS:PORT. 500 connections ask both metrics ports over and over, a part of which never reads;
400 connections to each other port say nothing, or a byte a second, or bytes that are no HTTP, or the
largest heads, or as many requests at once as fit. Until it is ended. Prints, once a second, how often a
connection was made, and how many answers came.
"""

import asyncio
import collections
import logging
import os
import sys

PAUSE = 0.5
count = collections.Counter()


async def read_some(reader):
    try:
        while data := await asyncio.wait_for(reader.read(65536), 5):
            count["bytes"] += len(data)
    except asyncio.TimeoutError:
        pass


async def asks(reader, writer):
    for _ in range(10):
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        count["answers"] += bool(await asyncio.wait_for(reader.read(65536), 5))
        await asyncio.sleep(PAUSE)


async def never_reads(reader, writer):
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
    await asyncio.sleep(30)


async def says_nothing(reader, writer):
    await read_some(reader)


async def drips(reader, writer):
    for byte in b"GET /.well-known/acme-challenge/x HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 60:
        writer.write(bytes([byte]))
        await asyncio.sleep(1)


async def no_http(reader, writer):
    writer.write(os.urandom(4000))
    await read_some(reader)


async def largest_head(reader, writer):
    writer.write(b"GET /" + b"a" * 4000 + b" HTTP/1.1\r\nHost: a\r\n" + b"X: " + b"x" * 4000)
    await asyncio.sleep(10)


async def many_at_once(reader, writer):
    token = os.urandom(16).hex().encode()
    one = b"GET /.well-known/acme-challenge/" + token + b" HTTP/1.1\r\nHost: alone-0.good.example.com\r\n\r\n"
    writer.write(one * 200)
    await read_some(reader)


async def with_a_body(reader, writer):
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 100_000)
    await read_some(reader)


async def again_and_again(place, way):
    host, port = place.rsplit(":", 1)
    while True:
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 10)
            count["connections"] += 1
            try:
                await way(reader, writer)
            finally:
                writer.close()
        except (OSError, asyncio.TimeoutError):
            count["cut"] += 1
        await asyncio.sleep(PAUSE)


async def tell():
    while True:
        await asyncio.sleep(1)
        print(dict(count), flush=True)


async def main(controller, controller_metrics, public, sidecar, sidecar_metrics):
    others = [says_nothing, drips, no_http, largest_head, many_at_once, with_a_body]
    tasks = [again_and_again(place, way) for place in (controller_metrics, sidecar_metrics)
             for way in [asks] * 200 + [never_reads] * 50]
    tasks += [again_and_again(place, others[i % len(others)])
              for place in (controller, public, sidecar) for i in range(400)]
    await asyncio.gather(tell(), *tasks)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    logging.disable()  # of what is written to connections that were cut
    asyncio.run(main(*sys.argv[1:]))
