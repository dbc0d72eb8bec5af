"""One page a funder can read: what people said on one action, how many, and who is missing (T09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from consultation.dates import format_date
from consultation.i18n import Wording, direction, html_lang
from consultation.results.counts import Labels
from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures, question_place
from consultation.results.figures import Breakdown, Heard, QuestionFigures, share
from consultation.results.numbers import Option
from consultation.results.parts import GIVEN
from consultation.results.resident_outputs.groups import groups_data
from consultation.results.resident_words import (
    DIMENSIONS,
    PURPOSES,
    group_label,
    is_declined,
    kind_label,
    mean_words,
    option_words,
    reading_words,
    where_it_stands,
    words,
)
from consultation.results.suppression import THRESHOLD
from consultation.results.words import Words
from consultation.submissions.resident_words import state_words
from consultation.terms import Kind
from consultation.web.pdf import pdf_for_every_reader, wording

TEMPLATE = Path(__file__).with_name("need_sheet.typ")
MOST_QUESTIONS = 6
MOST_ROWS = 6
MOST_QUOTES = 4
LONGEST_QUOTE = 280


@dataclass(frozen=True)
class Need:
    """What a sheet is about: an action, or a priority as a whole."""

    key: str
    title: str
    priority: PriorityFigures
    action: ActionFigures | None
    heard: Heard

    @property
    def quotes(self) -> Sequence[str]:
        """Keys of the words that could be read."""
        return (self.action or self.priority).quotes


def need_on(frozen: Frozen, key: str) -> Need | None:
    """The action or priority of that key; None when the edition has none."""
    if found := frozen.action(key):
        return Need(key, found[1].title, found[0], found[1], found[1].heard)
    priority = frozen.priority(key)
    return Need(key, priority.title, priority, None, priority.heard) if priority else None


def need_sheets(frozen: Frozen, needs: Sequence[Need], quotes: Mapping[str, Words], *, locale: str) -> bytes:
    """The PDF, one page of A4 a need, tagged; the same figures as on the pages of the actions.

    :param quotes: {key: free words that everybody may read}
    """
    sheets = [sheet_data(frozen, need, quotes, locale) for need in needs]
    title = sheets[0]["title"] if len(sheets) == 1 else frozen.title
    return pdf_for_every_reader(
        TEMPLATE, {"lang": html_lang(locale), "dir": direction(locale), "title": title, "sheets": sheets}
    )


def sheet_data(frozen: Frozen, need: Need, quotes: Mapping[str, Words], locale: str) -> Mapping[str, Any]:
    """One page."""
    figures = frozen.questions_on(need.key)
    answered = [one for one in figures if one.base]
    parts = [part for one in answered for part in ([row for row in one.rows if row.base] or [one])]
    most = max(answered, key=lambda one: one.base or 0, default=None)
    best = max((one for one in parts if one.options), key=lambda one: one.base or 0, default=None)
    told = need.action.told if need.action else None
    said = [quotes[key] for key in need.quotes if key in quotes]
    return {
        "title": f"{need.key} – {need.title}",
        "heading": wording(Wording(f"{need.key} – {need.title}", frozen.locale)),
        "kicker": wording(Wording(f"{frozen.title} · {need.priority.number}. {need.priority.title}", frozen.locale)),
        "simulated": _("Simulated answers: no resident gave them.") if frozen.is_simulated else None,
        "numbers": list(numbers(need, frozen.labels, locale)),
        "state": state_of(need),
        "reply": wording(words(told.because, locale)) if told else None,
        "questions": [question_data(frozen, one, locale, most=MOST_ROWS) for one in parts[:MOST_QUESTIONS]],
        "nothing": None if answered else _("Nobody has answered a question on this yet."),
        "more": [
            more_words(len(answered) - len({one.question.key for one in parts[:shown]}))
            for shown in range(MOST_QUESTIONS + 1)
        ],
        "quotes_heading": _("In people's own words"),
        "quotes": [wording(Wording(quote.text, quote.locale)) for quote in shortest(said)],
        "who_heading": _("Who answered"),
        "who": [who_data(by, frozen.labels, locale) for by in (most.breakdowns if most else ())],
        "groups": groups_data(best, frozen.labels, locale) if best else None,
        "groups_heading": wording(words(best.question.label, locale)) if best else None,
        "columns": [_("Group"), _("People")],
        "method": _(
            "Residents, and people who did not say what they are; professionals, companies and associations are "
            "counted apart. People chose to answer or were met: this is no drawn sample. Groups of fewer than "
            "%(threshold)s people are not shown, nor what would give them away.",
            threshold=max((one.threshold for one in answered), default=THRESHOLD),
        ),
        "reading": f"{reading_words(frozen.checked)} " if frozen.checked.boxes else "",
        "day": day_words(frozen),
    }


def day_words(frozen: Frozen) -> str:
    """Of which day and edition the numbers are."""
    day = format_date(frozen.day, "long")
    if frozen.number:
        return str(_("Numbers of %(day)s, edition %(number)s", day=day, number=frozen.number))
    return str(_("Draft of %(day)s: these numbers still move", day=day))


def state_of(need: Need) -> str | None:
    """Where the action stands, in the words of its reply where there is one."""
    if need.action is None:
        return None
    told = need.action.told
    return (state_words(told) if told else "") or where_it_stands(need.action.state, need.heard)


def numbers(need: Need, labels: Labels, locale: str) -> list[Mapping[str, str]]:
    """The big numbers at the top."""
    heard = need.heard
    pairs: list[tuple[int | None, str, int]] = [(heard.residents, _("residents heard"), heard.threshold)]
    pairs += [
        (count, kind_label(kind, labels, locale).words, heard.threshold)
        for kind, count in heard.others.items()
        if count
    ]
    if need.action:
        pairs += [(need.action.ideas, _("ideas"), THRESHOLD), (need.action.offers, _("offers of help"), THRESHOLD)]
    pairs += [(heard.channels, _("channels"), THRESHOLD)]
    return [{"value": count_words(count, threshold), "label": label} for count, label, threshold in pairs]


def count_words(count: int | None, threshold: int) -> str:
    """A count, or why it is not shown."""
    return str(_("fewer than %(threshold)s", threshold=threshold) if count is None else format_decimal(count))


def heard_words(heard: Heard) -> str:
    """How many residents were heard, as a phrase."""
    return f"{_('Residents heard:')} {count_words(heard.residents, heard.threshold)}"


def question_data(
    frozen: Frozen, figures: QuestionFigures, locale: str, *, most: int | None = None
) -> Mapping[str, Any]:
    """One question, or one row of a table, with its most chosen options first; a scale in its own order.

    :param most: how many options; None: all.
    """
    counts, base = figures.residents.counts, figures.residents.share_base
    options = [option for option in figures.options_to_show if option.key != GIVEN]
    if figures.question.kind is not Kind.SCALE:
        options.sort(key=lambda option: (is_declined(option), -(counts[option.key] or 0)))
        options = options[:most]
    label = words(figures.question.label, locale)
    if figures.key:
        row = words(figures.label, locale)
        label = Wording(f"{label.words} – {row.words}", label.locale)
    return {
        "label": wording(label),
        "purpose": str(PURPOSES[figures.question.purpose]) if figures.question.purpose else None,
        "base": str(_("Base (residents): %(num)s", num=format_decimal(base or 0))) + kept_words(frozen, figures),
        "median": middle_words(figures, locale),
        "rows": [row_data(figures, option, counts[option.key], base, locale) for option in options],
    }


def kept_words(frozen: Frozen, figures: QuestionFigures) -> str:
    """Of which day the figures are, when they are those of an edition before."""
    day = frozen.kept.get(question_place(figures))
    return f" ({_('number of %(day)s, hardly changed since', day=format_date(day))})" if day else ""


def middle_words(figures: QuestionFigures, locale: str) -> str | None:
    """The mean or the middle answer, where there is one."""
    if figures.mean is not None:
        return mean_words(figures, locale)
    if figures.median is not None:
        return str(_("Middle answer: %(median)s", median=format_decimal(figures.median)))
    return None


def row_data(
    figures: QuestionFigures, option: Option, count: int | None, base: int | None, locale: str
) -> Mapping[str, Any]:
    """One option, with its average rank where there is one."""
    part = None if is_declined(option) else share(count, base)
    label = option_words(option, locale)
    if rank := figures.ranks.get(option.key):
        average = _("average rank %(rank)s", rank=format_decimal(rank.average))
        label = Wording(f"{label.words} ({average})", label.locale)
    return {
        "label": wording(label),
        "count": _("hidden") if count is None else format_decimal(count),
        "share": part or 0,
        "percent": "" if part is None else format_percent(part),
    }


def more_words(left: int) -> str | None:
    """That there are more questions than the page holds."""
    if left <= 0:
        return None
    return str(_("More questions on the page of results: %(num)s", num=format_decimal(left)))


def shortest(quotes: Sequence[Words]) -> list[Words]:
    """Words short enough to be read on a page, in their own order."""
    return [quote for quote in quotes if len(quote.text) <= LONGEST_QUOTE][:MOST_QUOTES]


def who_data(by: Breakdown, labels: Labels, locale: str) -> Mapping[str, Any]:
    """Groups that answered, and those of whom few or none did."""
    return {
        "label": str(DIMENSIONS[by.dimension]),
        "groups": [
            {
                "label": wording(group_label(by.dimension, group.key, labels, locale)),
                "count": format_decimal(group.base),
            }
            for group in by.groups
        ],
        "missing": missing_words(by, labels, locale),
    }


def missing_words(by: Breakdown, labels: Labels, locale: str) -> str | None:
    """Known groups of which few or none were heard."""
    heard = {group.key for group in by.groups}
    missing = [key for key in labels.get(by.dimension, {}) if key not in heard]
    if not missing or by.is_withheld:
        return None
    names = ", ".join(group_label(by.dimension, key, labels, locale).words for key in missing)
    return str(_("Few or nobody heard: %(groups)s", groups=names))
