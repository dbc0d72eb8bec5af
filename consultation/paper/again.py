"""Answers that stand, as they would be typed again on the keying screen. Plain values in and out."""

from collections.abc import Iterator

from consultation.paper.keying import MOST_REPEATS, order_field
from consultation.questionnaires.definition import Answer, Answers, Definition, Question
from consultation.questionnaires.kinds import KINDS, plain_number
from consultation.questionnaires.sheet import repeat_prefix
from consultation.terms import Declined

MARK = {Declined.REFUSED: "-refused", Declined.UNKNOWN: "-unknown"}


def placed_answers(definition: Definition, answers: Answers) -> dict[str, Answer]:
    """{key of the question where it stands on the sheet (`child-2-age`): its answer}, in the order of the sheet."""
    return {key: answer for key, _question, answer in _placed(definition, answers)}


def typed_again(definition: Definition, answers: Answers) -> dict[str, list[str]]:
    """{field: values} of the keying screen that `check_keyed` reads as these answers."""
    form: dict[str, list[str]] = {}
    for key, question, answer in _placed(definition, answers):
        form |= fields_of(key, question, answer)
    return form


def _placed(definition: Definition, answers: Answers) -> Iterator[tuple[str, Question, Answer]]:
    for section in definition.sections:
        given = answers.get(section.key, Answer()).get("repeats", []) if section.repeat else [answers]
        for time, own in enumerate(given[:MOST_REPEATS], start=1):
            prefix = repeat_prefix(section, time) if section.repeat else ""
            for question in section.questions:
                if question.key in own and KINDS[question.kind].takes_answer:
                    yield prefix + question.key, question, own[question.key]


def fields_of(key: str, question: Question, answer: Answer) -> dict[str, list[str]]:
    """The fields of one question."""
    if "declined" in answer:
        return {f"{key}-declined": [MARK[Declined(answer["declined"])]]}
    if "table" in answer:
        return {f"{key}-row-{row}": list(chosen) for row, chosen in answer["table"].items()}
    if "ranked" in answer:
        return {order_field(key, option): [str(rank)] for rank, option in enumerate(answer["ranked"], start=1)}
    fields = {key: list(answer["chosen"])} if "chosen" in answer else {}
    if "text" in answer:
        fields[f"{key}-text" if "chosen" in answer else key] = [answer["text"]]
    if "number" in answer:
        fields[key] = [plain_number(answer["number"])]
    if "moment" in answer:
        fields[key] = [answer["moment"].replace("T", " ")]
    return fields
