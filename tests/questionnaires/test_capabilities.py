"""The tiny questionnaires stand for all that a questionnaire can do."""

from consultation.questionnaires.definition import Definition
from consultation.terms import Kind
from tests.questionnaires.capabilities import CAPABILITIES, PICTURES, document, stored


def test_every_kind_and_every_option_of_a_question_has_a_questionnaire_of_its_own() -> None:
    questions = [question for one in CAPABILITIES.values() for question in one.questions()]
    used = {name for one in questions for name in one.model_fields_set if getattr(one, name)}

    assert {kind.value for kind in Kind} <= CAPABILITIES.keys()
    assert used >= {
        "options", "required", "maximum", "minimum", "rows", "low", "high", "step", "low_label", "high_label", "unit",
        "picture", "may_refuse", "may_not_know", "shuffled", "variants", "relevant", "constraint", "constraint_message",
        "calculation", "default", "choice_filter", "sensitive", "retired",
    }  # fmt: skip
    assert {section.repeat for one in CAPABILITIES.values() for section in one.sections} == {None, 3}


def test_they_come_back_from_a_row_as_they_were() -> None:
    for name, one in CAPABILITIES.items():
        assert Definition.model_validate(document(name)) == one, name


def test_the_pictures_they_name_are_there() -> None:
    named = {
        picture
        for one in CAPABILITIES.values()
        for question in one.questions()
        for picture in (question.picture, *(option.picture for option in question.options))
        if picture
    }

    assert named == PICTURES.keys() == {stored(data) for data in PICTURES.values()}
