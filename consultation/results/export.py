"""Figures as a table, the same numbers as on the pages."""

import datetime as dt
from collections.abc import Iterator, Mapping

from consultation.i18n import pick
from consultation.questionnaires.kinds import DECLINED
from consultation.results.counts import KIND
from consultation.results.editions.frozen import Frozen, question_place
from consultation.results.figures import MERGED, Group, Heard, QuestionFigures, share
from consultation.results.spreadsheets import Cell, Sheet

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
    "edition",
    "day",
    "figures_of",
)
"""One row a figure. `hidden` is 1 where `count` is empty because it would show a small group.

`edition` and `day` say which issue of the figures it is; `figures_of` is the day of an earlier edition whose figure
still stands, because fewer than the threshold came or went since.
"""


def counts_sheets(frozen: Frozen, locale: str) -> list[Sheet]:
    """Every figure of the plan's pages, one a row."""
    return [Sheet("counts", COUNTS_HEADER, counts_rows(frozen, locale))]


def counts_rows(frozen: Frozen, locale: str) -> Iterator[list[Cell]]:
    """The plan as a whole, then each priority and its actions in order."""
    about = Rows(frozen, locale)
    yield from about.heard("", frozen.title, frozen.everybody)
    for by in frozen.who:
        for group in by.groups:
            yield about.row(
                "",
                frozen.title,
                "people_heard",
                breakdown=by.dimension,
                group=group.key,
                count=group.base,
                of=frozen.kept.get(f"who#{by.dimension}"),
            )
    for figures in frozen.profile:
        yield from about.question("", frozen.title, figures)
    for priority in frozen.priorities:
        yield from about.heard(priority.key, priority.title, priority.heard)
        for figures in frozen.questions_on(priority.key):
            yield from about.question(priority.key, priority.title, figures)
        for action in priority.actions:
            yield from about.heard(action.key, action.title, action.heard)
            yield about.row(action.key, action.title, "ideas", count=action.ideas)
            yield about.row(
                action.key, action.title, "offers", count=action.offers, of=frozen.kept.get(f"offers:{action.key}")
            )
            for figures in frozen.questions_on(action.key):
                yield from about.question(action.key, action.title, figures)


class Rows:
    """Rows of figures of one plan, in one language."""

    def __init__(self, frozen: Frozen, locale: str) -> None:
        self.frozen = frozen
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
        of: dt.date | None = None,
    ) -> list[Cell]:
        """One figure."""
        asked = question.question if question else None
        whole = count if isinstance(count, int) else None
        return [
            self.frozen.slug,
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
            "" if group == MERGED else self.words(self.frozen.labels.get(breakdown, {}).get(group, {})),
            option,
            option_label,
            count,
            int(count is None),
            base,
            round_share(share(whole, base)) if option and option not in DECLINED else None,
            question.key if question and question.key else None,
            self.words(question.label) if question and question.key else None,
            self.frozen.number or None,
            self.frozen.day.isoformat(),
            of.isoformat() if of else None,
        ]

    def heard(self, subject: str, title: str, heard: Heard) -> Iterator[list[Cell]]:
        """People heard: residents, and each other kind apart."""
        of, apart = (self.frozen.kept.get(f"heard:{subject}{kind}") for kind in ("", f"#{KIND}"))
        yield self.row(subject, title, "people_heard", count=heard.residents, of=of)
        yield self.row(subject, title, "channels", count=heard.channels, of=of)
        for kind, count in heard.others.items():
            yield self.row(subject, title, "people_heard", breakdown=KIND, group=kind, count=count, of=apart)

    def question(self, subject: str, title: str, figures: QuestionFigures) -> Iterator[list[Cell]]:
        """Every figure of a question, then of the rows of a table."""
        given, of = figures.residents.share_base, self.frozen.kept.get(question_place(figures))
        for measure, found in (("median", figures.median), ("mean", figures.mean)):
            if found is not None:
                yield self.row(subject, title, measure, question=figures, count=found, base=given, of=of)
        for option, rank in figures.in_order_of_rank:
            about = {"option": option.key, "option_label": self.words(option.label)}
            yield self.row(
                subject, title, "average_rank", question=figures, count=rank.average, base=rank.people, of=of, **about
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
        place = question_place(figures)
        of = self.frozen.kept.get(f"{place}#{breakdown}") or self.frozen.kept.get(place)
        yield self.row(
            subject, title, "base", question=figures, breakdown=breakdown, group=key, count=group.base, of=of
        )
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
                of=of,
            )


def round_share(found: float | None) -> float | None:
    """A share to four places: more would only be noise."""
    return None if found is None else round(found, 4)
