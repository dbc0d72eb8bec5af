import pytest
from sqlalchemy.orm import Session

from consultation.submissions.follow import followed_idea, new_follow_code, read_follow_code
from tests import factories


def test_a_follow_code_is_eight_consonants() -> None:
    code = new_follow_code()

    assert len(code) == 8
    assert not set(code) & set("AEIOUY0123456789")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("bcdf ghjk", "BCDFGHJK"),
        (" BCDF-GHJK\u00a0", "BCDFGHJK"),
        ("BCDFGHJ", None),
        ("BCDFGHJA", None),
        ("", None),
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str, code: str | None) -> None:
    assert read_follow_code(typed) == code


def test_the_author_of_an_idea_finds_it_by_its_code_alone(session: Session) -> None:
    idea = factories.idea(session, text="Un banc", action_key="P1.02", reason={"fr": "À l'étude"})

    found = followed_idea(session, idea.follow_code)

    assert found is not None
    assert (found.text, found.state, found.reason, found.action_title) == (
        "Un banc",
        "received",
        {"fr": "À l'étude"},
        "Action 2",
    )
    assert followed_idea(session, "ZZZZZZZZ") is None
