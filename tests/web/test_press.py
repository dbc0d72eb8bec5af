"""One process prints for all the others."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from consultation.paper.sheet import CannotPrint
from consultation.web.press import ADDRESS, PressFailed, in_the_press, listening, print_for_others, wake


@in_the_press
def where() -> int:
    return os.getpid()


@in_the_press
def too_tall(*questions: str) -> None:
    raise CannotPrint(questions)


@in_the_press
def untold() -> Callable[[], None]:
    return lambda: None


@in_the_press
def dies() -> None:
    os._exit(1)


def nothing() -> None:
    """Nothing to get ready."""


@pytest.fixture(scope="module")
def press() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "press")
        with listening(path) as listener:
            process = multiprocessing.get_context("fork").Process(target=print_for_others, args=(listener, nothing))
            process.start()
        yield path
        process.terminate()
        process.join(10)


@pytest.fixture
def asked(press: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, press)


@pytest.mark.usefixtures("asked")
def test_one_other_process_prints_whatever_is_asked() -> None:
    wake()

    first, second = where(), where()

    assert first == second != os.getpid()


def test_without_a_press_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ADDRESS, raising=False)

    assert where() == os.getpid()


def test_a_press_that_is_gone_stops_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(ADDRESS, str(tmp_path / "none"))

    assert where() == os.getpid()


@pytest.mark.usefixtures("asked")
def test_a_refusal_comes_back_with_what_it_carries() -> None:
    with pytest.raises(CannotPrint) as refused:
        too_tall("idea", "where")

    assert (refused.value.questions, str(refused.value)) == (("idea", "where"), "idea, where")


@pytest.mark.usefixtures("asked")
def test_what_cannot_be_told_and_a_press_that_breaks_down_are_said_and_the_next_is_printed() -> None:
    with pytest.raises(PressFailed):
        untold()
    with pytest.raises(PressFailed):
        dies()

    assert where() != os.getpid()
