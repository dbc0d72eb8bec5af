"""The press sheet: five figures, the method in six lines, what it does not say."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from consultation.i18n import html_lang
from consultation.results.counts import Board
from consultation.results.figures import Breakdown
from consultation.results.need_sheet import count_words, missing_words
from consultation.results.replying.standing import Line, Part
from consultation.results.suppression import THRESHOLD
from consultation.results.tallied import Dimension
from consultation.submissions.resident_words import REPLY_STATES
from consultation.terms import ReplyState
from consultation.web.pdf import compile_pdf

TEMPLATE = Path(__file__).with_name("press.typ")


def press_sheet(
    board: Board, parts: Sequence[Part], who: Sequence[Breakdown], *, address: str, locale: str, day: dt.date
) -> bytes:
    """One page of A4, from the same figures as the pages."""
    lines = [line for part in parts for line in part.lines]
    data = {
        "lang": html_lang(locale),
        "title": _("Press sheet – %(plan)s", plan=board.plan.title),
        "simulated": _("Simulated answers: no resident gave them.") if board.is_simulated else None,
        "figures": five_figures(board, lines, who),
        "replies_heading": _("What the town answers"),
        "replies": told_lines(lines),
        "method_heading": _("Method, in six lines"),
        "method": method(board, address),
        "not_heading": _("What it does not say"),
        "not": what_it_does_not_say(board, who, locale),
        "day": _("Numbers of %(day)s", day=format_date(day, "long")),
    }
    return compile_pdf(TEMPLATE, data)


def five_figures(board: Board, lines: Sequence[Line], who: Sequence[Breakdown]) -> list[Mapping[str, str]]:
    """The five figures, each found again on the public page or in the table of all numbers."""
    everybody = board.figures.everybody
    languages = next((by.groups for by in who if by.dimension is Dimension.LANGUAGE), ())
    spoken = sum(not group.key.startswith("*") and group.key != "" for group in languages)
    told = sum(line.told is not None and line.told.state is not None for line in lines)
    waiting = sum(line.is_waiting for line in lines)
    pairs = [
        (count_words(everybody.residents, everybody.threshold), _("residents heard")),
        (format_decimal(everybody.channels), _("ways of reaching them (posters, stalls, links…)")),
        (format_decimal(spoken), _("languages in which at least %(num)s people answered", num=THRESHOLD)),
        (format_decimal(told), _("needs with an answer from the town")),
        (format_decimal(waiting), _("needs still waiting for one")),
    ]
    return [{"value": value, "label": str(label)} for value, label in pairs]


def told_lines(lines: Sequence[Line]) -> list[Mapping[str, Any]]:
    """The five states with how many needs have them, and the titles of the actions."""
    found: list[Mapping[str, Any]] = []
    for state in ReplyState:
        titles = [line.action.title for line in lines if line.told and line.told.state is state]
        if titles:
            found.append({"state": f"{REPLY_STATES[state]} ({len(titles)})", "titles": titles[:6]})
    return found


def method(board: Board, address: str) -> list[str]:
    """Six lines."""
    opened = min((c.opens_on for c in board.campaigns if c.opens_on), default=None)
    closed = max((c.closes_on for c in board.campaigns if c.closes_on), default=None)
    days = _("Days: not fixed.")
    if opened and closed:
        days = _(
            "Asked from %(first)s to %(last)s.", first=format_date(opened, "long"), last=format_date(closed, "long")
        )
    asked = sum(1 for one in board.asked for question in one.definition.questions() if not question.profile)
    questions = ngettext(
        "%(num)s question, tied to the actions of the plan.",
        "%(num)s questions, tied to the actions of the plan.",
        asked,
    )
    counted = _(
        "Only residents, and people who did not say what they are, are counted here; professionals, companies and "
        "associations are counted apart."
    )
    hidden = _(
        "Groups of fewer than %(threshold)s people are not shown. All figures: %(address)s",
        threshold=THRESHOLD,
        address=address,
    )
    return [
        str(days),
        str(questions),
        str(_("Answered on a phone, on paper or with somebody who asked; no name and no address is kept.")),
        str(_("People chose to answer or were met where they live: this is no drawn sample.")),
        str(counted),
        str(hidden),
    ]


def what_it_does_not_say(board: Board, who: Sequence[Breakdown], locale: str) -> list[str]:
    """What nobody may conclude from it."""
    said = [
        str(_("It does not say what all residents think: those who did not answer may think otherwise.")),
        str(_("It has no margin of error: one is only right for people drawn by chance.")),
        str(_("It does not say how many households are concerned, nor what a measure would cost.")),
    ]
    told = [by for by in who if by.dimension in {Dimension.AGE_BAND, Dimension.CHANNEL}]
    return [*said, *(words_ for by in told if (words_ := missing_words(by, board.labels, locale)))]
