"""Kinds nobody answers: words to read, values that are computed or fixed."""

from consultation.questionnaires.definition import Answer, Question
from consultation.questionnaires.kinds.base import Cell, Column, Form, Problem, QuestionKind
from consultation.questionnaires.kinds.values import plain_number


class Note(QuestionKind):
    """Words to read."""

    takes_answer = False

    def own_fields(self, question: Question) -> tuple[str, ...]:
        return ()

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        return None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        return [Problem.UNKNOWN_OPTION]

    def columns_given(self, question: Question) -> list[Column]:
        return []

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        return []


class Computed(Note):
    """A calculation (its value is put in by `check_sheet`), or a hidden value that is always the same."""

    is_shown = False

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        return Answer(text=question.default) if question.default and not question.calculation else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        return []

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return [f"n:{plain_number(answer['number'])}"] if "number" in answer else []

    def columns_given(self, question: Question) -> list[Column]:
        return [Column(question.key, question.key)]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        if answer is None:
            return [None]
        return [answer.get("number", answer.get("text"))]
