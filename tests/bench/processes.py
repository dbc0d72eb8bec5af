"""Processor time and memory of a process and of those it started (Linux)."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
"""Of its clock, in a second."""


def processor_s(process: int) -> float:
    """Seconds a processor has worked for it and its children, threads that have ended included, to a hundredth."""
    spent = 0
    for one in family(process):
        with suppress(OSError):  # it has just ended
            told = (PROC / str(one) / "stat").read_text().rpartition(")")[2].split()
            spent += int(told[11]) + int(told[12])  # in the program, and in the system for it
    return spent / TICKS


def memory_mb(process: int) -> list[float]:
    """Memory of it and of each of its children, in megabytes; what several share is divided among them (PSS)."""
    found = []
    for one in family(process):
        with suppress(OSError):  # it has just ended
            told = re.search(r"^Pss: *(\d+) kB", (PROC / str(one) / "smaps_rollup").read_text(), re.MULTILINE)
            found.append(int(told[1]) * 1024 / 1e6 if told else 0)
    return found


def family(process: int) -> Iterator[int]:
    """It, its children, and theirs."""
    children: dict[int, list[int]] = {}
    for told in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            # Number (name) state parent…; the name may hold anything.
            parent = int(told.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(told.parent.name))
    waiting = [process]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children.get(one, [])
