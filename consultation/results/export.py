"""Figures as a table, the same numbers as on the pages."""

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from consultation.i18n import pick
from consultation.questionnaires.kinds import DECLINED
from consultation.results.counts import KIND, Board
from consultation.results.figures import MERGED, Group, Heard, QuestionFigures, share, shown
from consultation.results.spreadsheets import Cell, Sheet
from consultation.results.suppression import THRESHOLD

RESIDENTS = "residents"

COUNTS_HEADER = (
    "plan",
    "subject",
    "subject_title",
    "measure",
    "questionnaire",
    "question",
    "question_label",
    "purpose",
    "sensitive",
    "breakdown",
    "group",
    "group_label",
    "option",
    "option_label",
    "count",
    "hidden",
    "base",
    "share",
    "part",
    "part_label",
)
"""One row a figure. `hidden` is 1 where `count` is empty because it would show a small group."""


def counts_sheets(
    session: Session, board: Board, locale: str, *, ideas: Mapping[str, int], offers: Mapping[str, int]
) -> list[Sheet]:
    """Every figure of the plan's pages, one a row."""
    rows = counts_rows(session, board, locale, ideas, offers)
    return [Sheet("counts", COUNTS_HEADER, rows)]


def counts_rows(
    session: Session, board: Board, locale: str, ideas: Mapping[str, int], offers: Mapping[str, int]
) -> Iterator[list[Cell]]:
    """The plan as a whole, then each priority and its actions in order."""
    about = Rows(board, locale)
    yield from about.heard("", board.plan.title, board.figures.everybody)
    for by in board.who(session):
        for group in by.groups:
            yield about.row(
                "", board.plan.title, "people_heard", breakdown=by.dimension, group=group.key, count=group.base
            )
    for figures in board.profile(session):
        yield from about.question("", board.plan.title, figures)
    on = by_subject(board.all_questions(session))
    for priority in board.plan.priorities:
        yield from about.heard(priority.key, priority.title, board.figures.of_priority(priority.key))
        for figures in on.get(priority.key, ()):
            yield from about.question(priority.key, priority.title, figures)
        for action in priority.actions:
            yield from about.heard(action.key, action.title, board.figures.of_action(action.key))
            yield about.row(action.key, action.title, "ideas", count=ideas.get(action.key, 0))
            yield about.row(action.key, action.title, "offers", count=shown(offers.get(action.key, 0), THRESHOLD))
            for figures in on.get(action.key, ()):
                yield from about.question(action.key, action.title, figures)


def by_subject(figures: list[QuestionFigures]) -> dict[str, list[QuestionFigures]]:
    """{action or priority key: questions tied to it}."""
    found: dict[str, list[QuestionFigures]] = {}
    for one in figures:
        for key in (*one.question.priorities, *one.question.actions):
            found.setdefault(key, []).append(one)
    return found


class Rows:
    """Rows of figures of one plan, in one language."""

    def __init__(self, board: Board, locale: str) -> None:
        self.board = board
        self.locale = locale

    def words(self, text: Mapping[str, str]) -> str:
        return pick(text, self.locale).words

    def row(
        self,
        subject: str,
        title: str,
        measure: str,
        *,
        question: QuestionFigures | None = None,
        breakdown: str = RESIDENTS,
        group: str = "",
        option: str = "",
        option_label: str = "",
        count: float | None,
        base: int | None = None,
    ) -> list[Cell]:
        """One figure."""
        asked = question.question if question else None
        whole = count if isinstance(count, int) else None
        return [
            self.board.plan.slug,
            subject,
            title,
            measure,
            question.questionnaire_id if question else None,
            asked.key if asked else None,
            self.words(asked.label) if asked else None,
            asked.purpose if asked else None,
            int(asked.sensitive) if asked else None,
            breakdown,
            group.removeprefix("*"),
            "" if group == MERGED else self.words(self.board.labels.get(breakdown, {}).get(group, {})),
            option,
            option_label,
            count,
            int(count is None),
            base,
            round_share(share(whole, base)) if option and option not in DECLINED else None,
            question.key if question and question.key else None,
            self.words(question.label) if question and question.key else None,
        ]

    def heard(self, subject: str, title: str, heard: Heard) -> Iterator[list[Cell]]:
        """People heard: residents, and each other kind apart."""
        yield self.row(subject, title, "people_heard", count=heard.residents)
        yield self.row(subject, title, "channels", count=heard.channels)
        for kind, count in heard.others.items():
            yield self.row(subject, title, "people_heard", breakdown=KIND, group=kind, count=count)

    def question(self, subject: str, title: str, figures: QuestionFigures) -> Iterator[list[Cell]]:
        """Every figure of a question, then of the rows of a table."""
        given = figures.residents.share_base
        for measure, found in (("median", figures.median), ("mean", figures.mean)):
            if found is not None:
                yield self.row(subject, title, measure, question=figures, count=found, base=given)
        for option, rank in figures.in_order_of_rank:
            about = {"option": option.key, "option_label": self.words(option.label)}
            yield self.row(
                subject, title, "average_rank", question=figures, count=rank.average, base=rank.people, **about
            )
        yield from self.group(subject, title, figures, RESIDENTS, "", figures.residents)
        for by in figures.breakdowns:
            for group in by.groups:
                yield from self.group(subject, title, figures, by.dimension, group.key, group)
        for group in figures.others:
            yield from self.group(subject, title, figures, KIND, group.key, group)
        for row in figures.rows:
            yield from self.question(subject, title, row)

    def group(
        self, subject: str, title: str, figures: QuestionFigures, breakdown: str, key: str, group: Group
    ) -> Iterator[list[Cell]]:
        """The base of a group, then each option."""
        yield self.row(subject, title, "base", question=figures, breakdown=breakdown, group=key, count=group.base)
        for option in figures.options_to_show:
            yield self.row(
                subject,
                title,
                "answers",
                question=figures,
                breakdown=breakdown,
                group=key,
                option=option.key,
                option_label=self.words(option.label) or option.key.lstrip("*-"),
                count=group.counts[option.key],
                base=group.share_base,
            )


def round_share(found: float | None) -> float | None:
    """A share to four places: more would only be noise."""
    return None if found is None else round(found, 4)
