from sqlalchemy.orm import Session

from consultation.submissions.follow import followed_idea
from tests import factories


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
