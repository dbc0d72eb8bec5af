"""A slow line between a browser and a server on this machine: its round trip, its bandwidth, the start of a connection.

Chromium's own emulation holds each request back for a round trip, but opens connections at once. Here a connection
costs a round trip before its first byte, and what the server sends comes in flights: ten packets, then twice as many,
a round trip each (RFC 6928). TLS is not in it: it costs one more round trip (RFC 8446).
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PACKET = 1460
"""Bytes of a TCP segment on most lines."""
FIRST_FLIGHT = 10
"""Segments a server sends before it waits for the phone."""


class SlowLine:
    """Hands connections on to a port of this machine, as slowly as told."""

    def __init__(self, target: int, *, round_trip_s: float, bits_per_s: int) -> None:
        self.target = target
        self.round_trip_s = round_trip_s
        self.bytes_per_s = bits_per_s / 8
        self.connections = 0
        self.bytes_down = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its greeting to its end."""
        self.connections += 1
        await asyncio.sleep(self.round_trip_s)
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            await asyncio.gather(self.up(reader, to_server), self.down(from_server, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            to_server.close()
            writer.close()

    async def up(self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter) -> None:
        """What the phone sends: half a round trip late."""
        while data := await reader.read(65536):
            await asyncio.sleep(self.round_trip_s / 2)
            to_server.write(data)
            await to_server.drain()
        to_server.close()

    async def down(self, from_server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What the server sends: in flights that grow, at the pace of the line."""
        flight, left = FIRST_FLIGHT, FIRST_FLIGHT * PACKET
        while data := await from_server.read(PACKET):
            if left <= 0:
                flight *= 2
                left = flight * PACKET
                await asyncio.sleep(self.round_trip_s)
            if left == flight * PACKET and flight == FIRST_FLIGHT:
                await asyncio.sleep(self.round_trip_s / 2)
            left -= len(data)
            self.bytes_down += len(data)
            await asyncio.sleep(len(data) / self.bytes_per_s)
            writer.write(data)
            await writer.drain()


@contextmanager
def slow_line(target: int, port: int, *, round_trip_s: float, bits_per_s: int) -> Iterator[SlowLine]:
    """That line, open on `port`."""
    line = SlowLine(target, round_trip_s=round_trip_s, bits_per_s=bits_per_s)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(line.carry, "127.0.0.1", port), loop).result()
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(hang_up(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def hang_up(server: asyncio.Server) -> None:
    """End every connection."""
    server.close()
    talking = asyncio.all_tasks() - {asyncio.current_task()}
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
