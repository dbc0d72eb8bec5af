"""The press sheet: five figures, the method in six lines, what it does not say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from consultation.dates import format_date
from consultation.i18n import direction, html_lang
from consultation.results.editions.frozen import Frozen
from consultation.results.replying.standing import waits
from consultation.results.resident_outputs.need_sheet import count_words, day_words, missing_words
from consultation.results.suppression import THRESHOLD
from consultation.results.tallied import Dimension
from consultation.submissions.resident_words import REPLY_STATES
from consultation.terms import ReplyState
from consultation.web.pdf import pdf_for_every_reader

TEMPLATE = Path(__file__).with_name("press.typ")


def press_sheet(frozen: Frozen, *, address: str, locale: str) -> bytes:
    """One page of A4, from the same figures as the pages.

    :param address: where all figures are.
    """
    return pdf_for_every_reader(
        TEMPLATE, {"lang": html_lang(locale), "dir": direction(locale), **press_words(frozen, address, locale)}
    )


def press_words(frozen: Frozen, address: str, locale: str) -> dict[str, Any]:
    """What the press page says, on paper and on the screen."""
    return {
        "title": _("Press sheet – %(plan)s", plan=f"\u2068{frozen.title}\u2069"),
        "simulated": _("Simulated answers: no resident gave them.") if frozen.is_simulated else None,
        "figures": five_figures(frozen),
        "replies_heading": _("What the town answers"),
        "replies": told_lines(frozen),
        "method_heading": _("Method, in six lines"),
        "method": method(frozen, address),
        "not_heading": _("What it does not say"),
        "not": what_it_does_not_say(frozen, locale),
        "day": day_words(frozen),
    }


def five_figures(frozen: Frozen) -> list[Mapping[str, str]]:
    """The five figures, each found again on the public page or in the table of all numbers."""
    everybody = frozen.everybody
    languages = next((by.groups for by in frozen.who if by.dimension is Dimension.LANGUAGE), ())
    spoken = sum(not group.key.startswith("*") and group.key != "" for group in languages)
    told = sum(action.told is not None and action.told.state is not None for action in frozen.actions)
    waiting = sum(waits(action.heard.residents, action.told) for action in frozen.actions)
    pairs = [
        (count_words(everybody.residents, everybody.threshold), _("residents heard")),
        (format_decimal(everybody.channels), _("ways of reaching them (posters, stalls, links…)")),
        (format_decimal(spoken), _("languages in which at least %(num)s people answered", num=THRESHOLD)),
        (format_decimal(told), _("needs with an answer from the town")),
        (format_decimal(waiting), _("needs still waiting for one")),
    ]
    return [{"value": value, "label": str(label)} for value, label in pairs]


def told_lines(frozen: Frozen) -> list[Mapping[str, Any]]:
    """The five states with how many needs have them, and the titles of the actions."""
    found: list[Mapping[str, Any]] = []
    for state in ReplyState:
        titles = [action.title for action in frozen.actions if action.told and action.told.state is state]
        if titles:
            found.append({"state": f"{REPLY_STATES[state]} ({len(titles)})", "titles": titles[:6], "of": len(titles)})
    return found


def method(frozen: Frozen, address: str) -> list[str]:
    """Six lines."""
    opened, closed = frozen.asked_from, frozen.asked_until
    days = _("Days: not fixed.")
    if opened and closed:
        days = _(
            "Asked from %(first)s to %(last)s.", first=format_date(opened, "long"), last=format_date(closed, "long")
        )
    questions = _("Questions tied to the actions of the plan: %(num)s.", num=format_decimal(frozen.questions_asked))
    counted = _(
        "Only residents, and people who did not say what they are, are counted here; professionals, companies and "
        "associations are counted apart."
    )
    hidden = _(
        "Groups of fewer than %(threshold)s people are not shown. All figures: %(address)s",
        threshold=THRESHOLD,
        address=f"\u2066{address}\u2069",  # from left to right also in an Arabic sentence
    )
    return [
        str(days),
        str(questions),
        str(_("Answered on a phone, on paper or with somebody who asked; no name and no address is kept.")),
        str(_("People chose to answer or were met where they live: this is no drawn sample.")),
        str(counted),
        str(hidden),
    ]


def what_it_does_not_say(frozen: Frozen, locale: str) -> list[str]:
    """What nobody may conclude from it."""
    said = [
        str(_("It does not say what all residents think: those who did not answer may think otherwise.")),
        str(_("It has no margin of error: one is only right for people drawn by chance.")),
        str(_("It does not say how many households are concerned, nor what a measure would cost.")),
    ]
    told = [by for by in frozen.who if by.dimension in {Dimension.AGE_BAND, Dimension.CHANNEL}]
    return [*said, *(words_ for by in told if (words_ := missing_words(by, frozen.labels, locale)))]
