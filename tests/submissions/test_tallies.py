"""What one submission counts for, worked by hand."""

from consultation.questionnaires.definition import Definition
from consultation.submissions.tallies import Cell, Person, cells_of, person_of
from tests.factories import DEFINITION

SMALL = Definition.model_validate(DEFINITION)


def test_a_person_who_answers_two_questions_on_an_action_is_one_person_heard_on_it() -> None:
    """T15."""
    cells = cells_of(SMALL, {"q_missing": {"chosen": ["parties", "place"]}, "q_coffee": {"chosen": ["yes"]}})

    assert cells == [
        Cell("@action:P1.01", "*"),
        Cell("@action:P1.02", "*"),
        Cell("@all", "*"),
        Cell("@priority:P1", "*"),
        Cell("q_coffee", "*"),
        Cell("q_coffee", "yes"),
        Cell("q_missing", "*"),
        Cell("q_missing", "parties"),
        Cell("q_missing", "place"),
    ]


def test_free_words_count_in_the_base_alone() -> None:
    cells = cells_of(SMALL, {"q_words": {"text": "plus de bancs"}})

    assert Cell("q_words", "*") in cells
    assert not [cell for cell in cells if cell.option_key != "*"]


def test_a_blank_sheet_is_one_person_and_nothing_else() -> None:
    assert cells_of(SMALL, {}) == [Cell("@all", "*")]


def test_the_respondent_is_what_was_told_and_no_more() -> None:
    assert person_of(SMALL, {"age": {"chosen": ["15_24"]}}) == Person("15_24", "", "")
    assert person_of(SMALL, {"q_coffee": {"chosen": ["yes"]}}) == Person("", "", "")
