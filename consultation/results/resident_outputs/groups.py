"""Who answered what: the most chosen answers of a question by channel, place, language, age, as a page prints them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from consultation.results.counts import Labels
from consultation.results.figures import Breakdown, Group, QuestionFigures, share
from consultation.results.numbers import Option
from consultation.results.parts import GIVEN
from consultation.results.resident_words import DIMENSIONS, group_label, is_declined, option_words
from consultation.results.tallied import Dimension
from consultation.web.pdf import wording

PRINTED = (Dimension.CHANNEL, Dimension.PLACE, Dimension.LANGUAGE, Dimension.AGE_BAND)
"""Ways of breaking down that are printed; the table of all numbers has every one."""
MOST_OPTIONS = 3


def groups_data(figures: QuestionFigures, labels: Labels, locale: str) -> Mapping[str, Any] | None:
    """One table: a row a group with its base, a column each of the most chosen answers; None: nothing may be shown."""
    options = most_chosen(figures)
    parts = [by_data(by, options, labels, locale) for by in figures.breakdowns if by.dimension in PRINTED and by.groups]
    if not parts or not options:
        return None
    return {"columns": [wording(option_words(option, locale)) for option in options], "parts": parts}


def heading() -> str:
    """The ways of breaking down, as the title of what shows them."""
    return " · ".join(str(DIMENSIONS[dimension]) for dimension in PRINTED)


def most_chosen(figures: QuestionFigures) -> list[Option]:
    """The answers that stand as columns, in the order of the question."""
    counts = figures.residents.counts
    given = [one for one in figures.options_to_show if one.key != GIVEN and not is_declined(one) and counts[one.key]]
    most = sorted(given, key=lambda option: -(counts[option.key] or 0))[:MOST_OPTIONS]
    return [option for option in given if option in most]


def by_data(by: Breakdown, options: Sequence[Option], labels: Labels, locale: str) -> Mapping[str, Any]:
    """The groups of one way of breaking down."""
    return {
        "label": str(DIMENSIONS[by.dimension]),
        "rows": [
            {
                "label": wording(group_label(by.dimension, group.key, labels, locale)),
                "base": _("hidden") if group.base is None else format_decimal(group.base),
                "cells": [cell_words(group, option) for option in options],
            }
            for group in by.groups
        ],
    }


def cell_words(group: Group, option: Option) -> str:
    """How many of a group gave that answer, and which part of those who answered."""
    count = group.counts[option.key]
    part = share(count, group.share_base)
    if count is None:
        return str(_("hidden"))
    return format_decimal(count) if part is None else f"{format_decimal(count)} ({format_percent(part)})"
