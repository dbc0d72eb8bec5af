"""A process beside the application that prints for all the others.

Typst, its fonts and what it keeps of former pages take twice the memory of the application, and what it keeps makes the
next page ten times quicker. So one process prints, begins when somebody is about to, and goes when nobody printed for
a while. Where there is none (commands, tests), printing is done where it is asked for.
"""

import functools
import importlib
import logging
import os
import pickle
import select
import socket
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

logger = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

ADDRESS = "CONSULTATION_PRESS"
"""Variable with the path of its socket, set by the server for the processes it starts."""
IDLE_S = 600
WAIT_S = 120
"""For one document: reports of a large plan take some seconds."""
LOOK_S = 2.0
"""How often it looks whether the server is still there."""


class PressFailed(RuntimeError):
    """The press could not print; its log tells why."""


def in_the_press(function: Callable[P, R]) -> Callable[P, R]:
    """The function, carried out by the press where there is one.

    Its arguments, its value and its errors are plain values: they are pickled.
    """

    @functools.wraps(function)
    def asked(*arguments: P.args, **named: P.kwargs) -> R:
        press = _press()
        if press is None:
            return function(*arguments, **named)
        with press:
            press.send((function.__module__, function.__qualname__, arguments, named))
            value: Any
            try:
                is_done, value = press.recv() if press.poll(WAIT_S) else (False, PressFailed("too slow"))
            except EOFError:
                raise PressFailed(function.__qualname__) from None
        if not is_done:
            raise value
        made: R = value
        return made

    return asked


def wake() -> None:
    """Somebody is about to print: let the press get ready."""
    if press := _press():
        press.close()


def _press() -> Connection | None:
    path = os.environ.get(ADDRESS)
    if not path:
        return None
    asking = socket.socket(socket.AF_UNIX)
    try:
        asking.connect(path)
    except OSError:
        asking.close()
        logger.exception("Nobody prints at %s: done here", path)
        return None
    return Connection(asking.detach())


def listening(path: str) -> socket.socket:
    """Where the others ask for what they want printed; in a folder of nobody else."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    return listener


def print_for_others(listener: socket.socket, warm_up: Callable[[], None]) -> None:
    """Begin to print whenever somebody asks, in a process that goes when it is idle; until the server is gone."""
    os.environ.pop(ADDRESS, None)
    server = os.getppid()
    while os.getppid() == server:
        if not select.select([listener], [], [], LOOK_S)[0]:
            continue
        if (child := os.fork()) == 0:
            _print_until_idle(listener, warm_up)
            os._exit(0)
        while os.waitpid(child, os.WNOHANG) == (0, 0) and os.getppid() == server:
            time.sleep(LOOK_S / 4)


def _print_until_idle(listener: socket.socket, warm_up: Callable[[], None]) -> None:
    parent, idle = os.getppid(), 0.0
    warm_up()
    listener.settimeout(LOOK_S)
    while os.getppid() == parent and idle < IDLE_S:
        try:
            asked, _address = listener.accept()
        except TimeoutError:
            idle += LOOK_S
            continue
        idle = 0
        asked.setblocking(True)
        with Connection(asked.detach()) as asker:
            try:
                _answer(asker)
            except (EOFError, OSError):
                continue  # somebody only woke it, or left


def _answer(asker: Connection) -> None:
    module, name, arguments, named = asker.recv()
    function = getattr(importlib.import_module(module), name).__wrapped__
    answer: tuple[bool, Any]
    try:
        answer = True, function(*arguments, **named)
    except Exception as error:
        answer = False, error
    try:
        asker.send(answer)
    except (pickle.PicklingError, TypeError, AttributeError):
        logger.exception("%s.%s cannot be told", module, name)
        asker.send((False, PressFailed(name)))
