"""A server that is far away: far.py ADDRESS:PORT SERVER:PORT MILLISECONDS

What comes to ADDRESS:PORT goes on to SERVER:PORT, and back, byte by byte and half of the MILLISECONDS
later each way. It takes part in no TLS. A connection itself is taken at once.
"""

import asyncio
import sys


async def carry(reader, writer, delay):
    """In order, each piece by the time that it came, however many are on their way."""
    loop = asyncio.get_running_loop()
    while data := await reader.read(65536):
        loop.call_later(delay, writer.write, data)
    loop.call_later(delay, writer.close)


async def main(listen, server, milliseconds):
    delay = float(milliseconds) / 2000

    async def meet(reader, writer):
        host, port = server.rsplit(":", 1)
        upstream_reader, upstream_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(carry(reader, upstream_writer, delay),
                             carry(upstream_reader, writer, delay), return_exceptions=True)

    host, port = listen.rsplit(":", 1)
    async with await asyncio.start_server(meet, host, int(port), backlog=256) as listener:
        await listener.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    asyncio.run(main(*sys.argv[1:]))
