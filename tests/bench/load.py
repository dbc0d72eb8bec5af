"""A small load generator: many clients in one thread on bare sockets, one request each at a time, bounded in time.

It shares the machine with what it measures, so it does as little as it can: requests are bytes made beforehand, and of
an answer it reads the status and the length.
"""

import re
import selectors
import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

#: Longest wait for one answer, in seconds.
PATIENCE_S = 60
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What came out of a run; times in milliseconds."""

    clients: int
    count: int
    per_second: float
    p50_ms: float
    p99_ms: float
    failures: int
    """Answers with another status, and clients that got none."""


class Client:
    """One connection, and what it has received of the present answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.begun = 0.0
        self.received = b""

    def send(self, request: bytes) -> None:
        self.received = b""
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int | None:
        """Status of the answer once it is whole, None before; 0 when the server hung up."""
        piece = self.socket.recv(65536)
        self.received += piece
        head, blank, body = self.received.partition(b"\r\n\r\n")
        if not piece:
            return 0
        length = LENGTH.search(head) if blank else None
        return int(head[9:12]) if length and len(body) >= int(length[1]) else None


def load(port: int, clients: int, requests: Iterator[bytes], seconds: float, expected: int = 200) -> Load:
    """Keep that many clients busy for so long; `requests` are the bytes to send, one after the other."""
    times: list[float] = []
    failures = 0
    with selectors.DefaultSelector() as selector:
        busy = [Client(port) for _ in range(clients)]
        begun = time.perf_counter()
        for client in busy:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send(next(requests))
        while selector.get_map():
            ready = selector.select(PATIENCE_S)
            if not ready:
                failures += len(selector.get_map())
                break
            for key, _ in ready:
                client = key.data
                status = client.status()
                if status is None:
                    continue
                now = time.perf_counter()
                times.append((now - client.begun) * 1000)
                failures += status != expected
                if status and now - begun < seconds:
                    client.send(next(requests))
                else:
                    selector.unregister(client.socket)
        took = time.perf_counter() - begun
    for client in busy:
        client.socket.close()
    times.sort()
    count = len(times)
    return Load(clients, count, count / took, statistics.median(times), times[int(count * 0.99)], failures)
