"""What each question looks like on a sheet: plain values for the template, and what no sheet can hold."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consultation.dates import format_date
from consultation.i18n import cldr_locale, direction, html_lang, pick
from consultation.questionnaires.definition import Definition, Option, Question, Section, Text
from consultation.questionnaires.kinds import KINDS, most, offered, plain_number, scale_points
from consultation.questionnaires.on_paper import is_printed, numbers_on_paper
from consultation.questionnaires.piping import with_dots
from consultation.questionnaires.sheet import repeat_prefix
from consultation.terms import AgeVariant, Declined, Kind

DIGITS = 3
"""Cells for a number without a highest value."""
LONGEST_ROW = 11
"""Points of a scale that stand in one row; a longer one is written in digits."""
REPEATS = 4
"""Times a repeated section is printed; a larger household takes another sheet."""
MOODS = {
    "face_very_happy": 2,
    "face_happy": 1,
    "face_neutral": 0,
    "face_sad": -1,
    "face_very_sad": -2,
}

Words = Mapping[str, Mapping[str, str]]
"""{locale: {name: words of the sheet itself, `when/<key>`, `goto/<key>`}} (see `resident_words`)."""


@dataclass(frozen=True)
class Place:
    """A question where it stands on the sheet."""

    key: str
    """Start of the names of its fields: its own key, or `section-2-key` the second time of a repeated section."""
    number: int | None
    """As printed; None for a note."""
    question: Question
    section: Section
    time: int | None
    """Which time of a repeated section."""


@dataclass(frozen=True)
class Speaker:
    """How a sheet says things: its languages, its own words, the reader it is worded for."""

    locales: tuple[str, ...]
    words: Words
    default: str
    age: AgeVariant | None = None
    pictures: Mapping[str, bytes] | None = None
    """{stored name: file}; a picture that is not here is left out."""

    def say(self, text: Text) -> list[dict[str, str]]:
        """The words in each language of the sheet, none when there are none."""
        if not any(text.values()):
            return []
        return [word(*pick(with_dots(text), locale, self.default)) for locale in self.locales]

    def say_or_dots(self, text: Text) -> list[dict[str, str]]:
        """The same; dots for what is still to be written, so that a draft can be looked at."""
        return self.say(text) or [word("…", self.locales[0])]

    def own(self, name: str, **given: int | str | Text) -> list[dict[str, str]]:
        """Words of the sheet itself, with what stands in their holes."""
        return [
            word(
                self.words[locale][name].format(
                    **{
                        hole: pick(it, locale, self.default) if isinstance(it, dict) else it
                        for hole, it in given.items()
                    }
                ),
                locale,
            )
            for locale in self.locales
        ]

    def dated(self, name: str, day: dt.date | None) -> list[dict[str, str]]:
        """A sentence of the sheet itself with a day in it; none without a day."""
        if day is None:
            return []
        days = {locale: format_date(day, "long", cldr_locale(locale)) for locale in self.locales}
        return [word(one_stop(self.words[locale][name].format(day=said)), locale) for locale, said in days.items()]

    def picture(self, name: str | None, about: Text) -> dict[str, Any] | None:
        """A stored picture, as numbers a template can read."""
        file = (self.pictures or {}).get(name or "")
        return {"bytes": list(file), "words": pick(about, self.locales[0], self.default).words or "…"} if file else None

    def routing(self, which: str, key: str) -> list[dict[str, str]]:
        """Who answers a question or a section (`when`), or where the sheet goes on after it (`goto`)."""
        return [word(said, locale) for locale in self.locales if (said := self.words[locale].get(f"{which}/{key}"))]


def one_stop(sentence: str) -> str:
    """A sentence that ends in a shortened word ("2027 г.") ends there."""
    return sentence.removesuffix(".") if sentence.endswith("..") else sentence


def word(words: str, locale: str) -> dict[str, str]:
    return {"words": words, "lang": html_lang(locale), "dir": direction(locale)}


def places(definition: Definition, repeats: int = REPEATS, *, retired: bool = False) -> Iterator[Place]:
    """Every question where it stands on the sheet, in order; those of a repeated section at most so many times.

    :param retired: also the questions that are no longer printed, for old sheets.
    """
    numbers = numbers_on_paper(definition)
    for section in definition.sections:
        for time in range(1, min(section.repeat, repeats) + 1) if section.repeat else (None,):
            prefix = repeat_prefix(section, time) if time else ""
            for question in section.questions:
                if retired or is_printed(question):
                    yield Place(prefix + question.key, numbers.get(question.key), question, section, time)


def sections_data(definition: Definition, speaker: Speaker) -> list[dict[str, Any]]:
    """[{title, parts: [{title, questions}], more}]: a repeated section has one part a time."""
    standing: dict[str, dict[int | None, list[Place]]] = {}
    for place in places(definition):
        standing.setdefault(place.section.key, {}).setdefault(place.time, []).append(place)
    return [
        _section_data(section, standing[section.key], speaker)
        for section in definition.sections
        if section.key in standing
    ]


def _section_data(section: Section, times: Mapping[int | None, list[Place]], speaker: Speaker) -> dict[str, Any]:
    title = speaker.say(section.title)
    return {
        "title": [] if section.repeat else title,
        "when": speaker.routing("when", section.key),
        "parts": [
            {
                "title": [said | {"words": f"{said['words']} · {time}"} for said in title] if time else [],
                "questions": [_question_data(place, speaker) for place in standing],
            }
            for time, standing in times.items()
        ],
        "more": speaker.own("more", count=REPEATS) if section.repeat and section.repeat > REPEATS else [],
    }


def _question_data(place: Place, speaker: Speaker) -> dict[str, Any]:
    question = place.question
    label = question.variants.get(speaker.age, {}) if speaker.age else {}
    return {
        "key": place.key,
        "number": place.number,
        "face": face_of(question),
        "label": speaker.say(label) or speaker.say_or_dots(question.label),
        "help": speaker.say(question.help),
        "when": speaker.routing("when", question.key),
        "go_to": speaker.routing("goto", question.key),
        "hints": _hints(question, speaker),
        "picture": speaker.picture(question.picture, question.label),
        "unit": speaker.say(question.unit),
        "digits": digits_of(question),
        "points": _points(question),
        "low_label": speaker.say(question.low_label),
        "high_label": speaker.say(question.high_label),
        "rows": [{"key": row.key, "label": speaker.say_or_dots(row.label)} for row in question.rows if not row.retired],
        "options": [
            _option_data(question, option, number, speaker) for number, option in enumerate(offered(question), start=1)
        ],
        "declined": [
            {"key": f"-{declined.value}", "label": speaker.own(declined.value)} for declined in declined_of(question)
        ],
    }


def _option_data(question: Question, option: Option, number: int, speaker: Speaker) -> dict[str, Any]:
    return {
        "key": option.key,
        "number": number,
        "label": speaker.say_or_dots(option.label),
        "specify": option.specify,
        "mood": MOODS.get(option.pictogram or ""),
        "picture": speaker.picture(option.picture, option.label),
        "at": option.at,
        "row": {},
    }


def face_of(question: Question) -> str | None:
    """Function of the template; a scale too long for a row is written in digits."""
    if question.kind is Kind.SCALE and not _points(question):
        return "digits"
    return KINDS[question.kind].paper


def _points(question: Question) -> list[dict[str, str]]:
    """The numbers of a scale that stands in a row."""
    points = scale_points(question) if question.kind is Kind.SCALE else []
    if len(points) > LONGEST_ROW:
        return []
    return [{"key": plain_number(point), "words": plain_number(point).replace(".", ",")} for point in points]


def digits_of(question: Question) -> int:
    """Cells for a number."""
    return len(str(int(question.high))) if question.high is not None else DIGITS


def declined_of(question: Question) -> list[Declined]:
    """Which boxes of not answering the question offers."""
    offers = {Declined.REFUSED: question.may_refuse, Declined.UNKNOWN: question.may_not_know}
    return [declined for declined, is_offered in offers.items() if is_offered]


def _hints(question: Question, speaker: Speaker) -> list[list[dict[str, str]]]:
    """How many answers a question takes, in words; nothing where it goes without saying."""
    hints = []
    count = len(offered(question))
    limit, least = most(question), question.minimum or 1
    if question.kind in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.PLACE, Kind.MAP}:
        if limit == 1:
            hints.append(speaker.own("one"))
        elif least > 1 and limit < count:
            hints.append(speaker.own("from_to" if least < limit else "exactly", minimum=least, maximum=limit))
        elif least > 1:
            hints.append(speaker.own("at_least", minimum=least))
        else:
            hints.append(speaker.own("several" if limit >= count else "at_most", maximum=limit))
        alone = [option for option in offered(question) if option.exclusive] if limit > 1 else []
        if len(alone) == 1:
            hints.append(speaker.own("alone", option=alone[0].label))
    elif question.kind is Kind.RATING_TABLE:
        hints.append(speaker.own("one_a_line"))
    elif question.kind is Kind.WEEK_GRID:
        hints.append(speaker.own("several"))
    elif question.kind is Kind.RANKING:
        hints.append(speaker.own("rank" if limit >= count else "rank_first", maximum=limit))
    elif question.kind is Kind.SCALE and face_of(question) == "digits":
        low, high = (plain_number(point) for point in (scale_points(question)[0], scale_points(question)[-1]))
        hints.append(speaker.own("between", low=low, high=high))
    return hints
