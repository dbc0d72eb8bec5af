"""Kinds with options to choose from."""

from consultation.questionnaires.definition import Answer, Question
from consultation.questionnaires.kinds.base import (
    Cell,
    Column,
    Form,
    Problem,
    QuestionKind,
    given,
    rank_field,
    row_field,
    takes_words,
    text_field,
    text_problems,
    typed,
)


class Choice(QuestionKind):
    """Options to choose from; `several` when more than one may stand, with an optional minimum and maximum."""

    has_options = True

    def __init__(
        self,
        *,
        several: bool = False,
        limited: int | None = None,
        has_map: bool = False,
        phone: str,
        paper: str | None,
        keying: str | None,
    ) -> None:
        super().__init__(phone=phone, paper=paper, keying=keying)
        self.several = several
        self.has_maximum = several
        self.has_map = has_map
        self.unless_said = limited
        """Most options when the question names no maximum; None: as many as there are."""

    def most(self, question: Question) -> int:
        if not self.several:
            return 1
        return question.maximum or self.unless_said or len(question.options)

    def own_fields(self, question: Question) -> tuple[str, ...]:
        return (question.key, text_field(question)) if takes_words(question) else (question.key,)

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        if question.key not in form and text_field(question) not in form:
            return None  # so that a question left out costs next to nothing
        values = set(given(question, form, question.key))
        words = typed(form, text_field(question)) if takes_words(question) else ""
        chosen = [option.key for option in question.options if option.key in values]
        chosen += sorted(values.difference(chosen))
        if words and (self.several or not chosen):
            chosen = with_specify(question, chosen)
        if not chosen:
            return None
        return Answer(chosen=chosen, text=words) if words else Answer(chosen=chosen)

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        chosen = answer["chosen"]
        known = {option.key: option for option in question.options}
        problems = text_problems(answer["text"]) if "text" in answer else []
        stands_alone = any(known[key].exclusive for key in chosen if key in known)
        if any(key not in known for key in chosen):
            problems.append(Problem.UNKNOWN_OPTION)
        elif len(chosen) > 1 and stands_alone:
            problems.append(Problem.EXCLUSIVE)
        if len(chosen) > (limit := self.most(question)):
            problems.append(Problem.ONE_ONLY if limit == 1 else Problem.TOO_MANY)
        if self.several and len(chosen) < (question.minimum or 1) and not stands_alone:
            problems.append(Problem.TOO_FEW)
        return problems

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return list(answer["chosen"])

    def has_one_column(self, question: Question) -> bool:
        """Whether the answer is one cell; several choices have a column an option, whatever their limit is today."""
        return not self.several or (self.unless_said == 1 and self.most(question) == 1)

    def columns_given(self, question: Question) -> list[Column]:
        if self.has_one_column(question):
            columns = [Column(question.key, question.key)]
        else:
            columns = [Column(f"{question.key}/{option.key}", question.key, option.key) for option in question.options]
        return [*columns, Column(text_field(question), question.key)] if takes_words(question) else columns

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        if answer is None:
            return [None] * len(self.columns_given(question))
        chosen = answer["chosen"]
        cells: list[Cell]
        if self.has_one_column(question):
            cells = [chosen[0]]
        else:
            cells = [int(option.key in chosen) for option in question.options]
        return [*cells, answer.get("text")] if takes_words(question) else cells


def with_specify(question: Question, chosen: list[str]) -> list[str]:
    """The chosen keys and the option whose line was written on: words without the tick still mean it."""
    meant = {*chosen, next(option.key for option in question.options if option.specify)}
    known = [option.key for option in question.options if option.key in meant]
    return known + [key for key in chosen if key not in known]


class Table(QuestionKind):
    """The same options for each row; `several` when a row takes more than one."""

    has_options = True
    has_rows = True

    def __init__(self, *, several: bool = False, phone: str, paper: str | None, keying: str | None) -> None:
        super().__init__(phone=phone, paper=paper, keying=keying)
        self.several = several

    def most(self, question: Question) -> int:
        """How many options one row takes."""
        return len(question.options) if self.several else 1

    def own_fields(self, question: Question) -> tuple[str, ...]:
        return tuple(row_field(question, row) for row in question.rows)

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        table = {}
        for row in question.rows:
            values = set(given(question, form, row_field(question, row)))
            chosen = [option.key for option in question.options if option.key in values]
            if chosen := chosen + sorted(values.difference(chosen)):
                table[row.key] = chosen
        return Answer(table=table) if table else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        table = answer["table"]
        known = {option.key for option in question.options}
        if any(not known.issuperset(chosen) for chosen in table.values()):
            return [Problem.UNKNOWN_OPTION]
        if any(len(chosen) > self.most(question) for chosen in table.values()):
            return [Problem.ONE_ONLY]
        if question.required and not self.several and any(r.key not in table for r in question.rows if not r.retired):
            return [Problem.ROWS_LEFT]
        return []

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return [f"{row}/{key}" for row, chosen in answer["table"].items() for key in (*chosen, "*")]

    def columns_given(self, question: Question) -> list[Column]:
        if not self.several:
            return [Column(f"{question.key}/{row.key}", question.key, row=row.key) for row in question.rows]
        return [
            Column(f"{question.key}/{row.key}/{option.key}", question.key, option.key, row.key)
            for row in question.rows
            for option in question.options
        ]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        if answer is None:
            return [None] * len(self.columns_given(question))
        table = answer["table"]
        if not self.several:
            return [table[row.key][0] if row.key in table else None for row in question.rows]
        return [int(option.key in table.get(row.key, ())) for row in question.rows for option in question.options]


class Ranking(QuestionKind):
    """Options put in order, the first choice first; as many as the maximum says."""

    has_options = True
    has_maximum = True

    def most(self, question: Question) -> int:
        return min(question.maximum or len(question.options), len(question.options))

    def own_fields(self, question: Question) -> tuple[str, ...]:
        return tuple(rank_field(question, rank) for rank in range(1, len(question.options) + 1))

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        ranked = [value for field in self.own_fields(question) for value in given(question, form, field)]
        return Answer(ranked=ranked) if ranked else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        ranked = answer["ranked"]
        if not {option.key for option in question.options}.issuperset(ranked):
            return [Problem.UNKNOWN_OPTION]
        if len(ranked) != len(set(ranked)):
            return [Problem.TWICE]
        if len(ranked) > self.most(question):
            return [Problem.TOO_MANY]
        return [Problem.TOO_FEW] if len(ranked) < (question.minimum or 1) else []

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return [f"{rank}/{key}" for rank, key in enumerate(answer["ranked"], start=1)]

    def columns_given(self, question: Question) -> list[Column]:
        return [Column(f"{question.key}/{option.key}", question.key, option.key) for option in question.options]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        """The rank of each option, 1 for the first choice."""
        ranks = {key: rank for rank, key in enumerate(answer["ranked"], start=1)} if answer else {}
        return [ranks.get(option.key) for option in question.options]


class Acknowledgement(QuestionKind):
    """One box to tick: "I have understood", "I agree"."""

    def most(self, question: Question) -> int:
        return 1

    def parse_given(self, question: Question, form: Form) -> Answer | None:
        values = given(question, form, question.key)
        return Answer(chosen=values[:1]) if values else None

    def check_given(self, question: Question, answer: Answer) -> list[Problem]:
        return [] if answer["chosen"] == ["yes"] else [Problem.UNKNOWN_OPTION]

    def tally_given(self, question: Question, answer: Answer) -> list[str]:
        return ["yes"]

    def cells_given(self, question: Question, answer: Answer | None) -> list[Cell]:
        return ["yes" if answer else None]
