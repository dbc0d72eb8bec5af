"""The address of a thank-you page does not tell the code to whoever reads it later."""

import base64

import pytest
from itsdangerous import TimestampSigner

from consultation.submissions.sealed import SHOWN_FOR_S, seal, unseal

CODE = "BCDFHJKL"


def test_only_this_installation_reads_the_code_and_only_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(CODE, "secret")
    now = TimestampSigner("secret").get_timestamp()

    assert unseal(sealed, "secret") == CODE
    assert unseal(sealed, "another secret") is None
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now + SHOWN_FOR_S + 2)
    assert unseal(sealed, "secret") is None


def test_the_address_does_not_hold_the_code() -> None:
    """It did: the signed value was only in base64, in the history of a shared phone for ever."""
    sealed = seal(CODE, "secret")
    read = base64.urlsafe_b64decode(sealed.split(".")[0] + "==")

    assert CODE.encode() not in read
    assert CODE.encode().hex().encode() not in read
    assert sealed.split(".")[0] != seal(CODE, "secret").split(".")[0]


@pytest.mark.parametrize("made_up", ["", "x", "WyJhYiIsImNkIl0.aaaa.bbbb", "é", "." * 50])
def test_a_made_up_address_shows_no_code(made_up: str) -> None:
    assert unseal(made_up, "secret") is None
