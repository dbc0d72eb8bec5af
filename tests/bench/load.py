"""A small load generator: many clients on one event loop, one connection each, bounded in requests and time."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

#: Longest run, in seconds.
LONGEST_S = 60


@dataclass(frozen=True)
class Load:
    """What came out of a run; times in milliseconds."""

    clients: int
    per_second: float
    p50_ms: float
    p99_ms: float
    failures: int


async def client(
    port: int, requests: Callable[[], bytes | None], expected: frozenset[int], times: list[float], failed: list[int]
) -> None:
    """Send requests one after the other until there are none; note how long each took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (request := requests()) is not None:
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None
        )
        if length is None:
            while (size := int((await reader.readuntil(b"\r\n"))[:-2], 16)) > 0:
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
        else:
            await reader.readexactly(length)
        times.append((time.perf_counter() - begun) * 1000)
        if int(head[9:12]) not in expected:
            failed.append(int(head[9:12]))
    writer.close()


async def run_clients(
    port: int, clients: int, make: Callable[[int], bytes], seconds: float, expected: set[int]
) -> Load:
    """Keep `clients` connections busy for that long; `make(n)` gives the n-th request."""
    times: list[float] = []
    failed: list[int] = []
    sent = 0
    end = time.perf_counter() + min(seconds, LONGEST_S)

    def following() -> bytes | None:
        nonlocal sent
        if time.perf_counter() > end:
            return None
        sent += 1
        return make(sent)

    begun = time.perf_counter()
    await asyncio.gather(*(client(port, following, frozenset(expected), times, failed) for _ in range(clients)))
    took = time.perf_counter() - begun
    times.sort()
    return Load(clients, len(times) / took, statistics.median(times), times[int(len(times) * 0.99)], len(failed))


def load(
    port: int, clients: int, make: Callable[[int], bytes], seconds: float = 4, expected: set[int] | None = None
) -> Load:
    """One run; see `run_clients`."""
    return asyncio.run(run_clients(port, clients, make, seconds, expected or {200}))
