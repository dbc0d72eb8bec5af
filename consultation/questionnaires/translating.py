"""Translations of a questionnaire: where each wording stands, what is missing, what went stale, what looks wrong.

Nothing here stores anything. A place has an address that survives files of other programs: `d.title`, `s.start.title`,
`q.p1_02_1.label`, `q.p1_02_1.option.yes`, `o.help.label`.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from consultation.i18n import pick
from consultation.languages import EASY_FRENCH, direction
from consultation.questionnaires.definition import Definition, Question, Text
from consultation.questionnaires.faults import wordings
from consultation.terms import Kind

WHOLE = {"title": "d.title", "intro": "d.intro", "promise": "d.promise"}


@dataclass(frozen=True)
class Place:
    """One wording to translate."""

    address: str
    text: Text
    where: str
    """Key of its question, section or offer; empty for the questionnaire itself."""
    part: str
    """As in `faults.Wording`."""


def places(definition: Definition) -> Iterator[Place]:
    """Every wording residents may read, in order. Names of places are those of the register: they stay."""
    registers = {question.key for question in definition.questions() if question.kind is Kind.PLACE}
    for found in wordings(definition):
        if found.where in registers and found.part.startswith("option/") and definition.question(found.where):
            continue
        yield Place(_address(found.where, found.part), found.text, found.where, found.part)


def _address(where: str, part: str) -> str:
    if part in WHOLE:
        return WHOLE[part]
    if part == "section":
        return f"s.{where}.title"
    if part == "offer":
        return f"o.{where}.label"
    return f"q.{where}.{part.replace('/', '.')}"


def with_words(definition: Definition, locale: str, words: Mapping[str, str]) -> Definition:
    """The definition with `{address: words}` in one language, nothing else changed; empty words take them away."""

    def said(address: str, text: Text) -> dict[str, str]:
        if address not in words:
            return dict(text)
        kept = {code: old for code, old in text.items() if code != locale}
        return kept | ({locale: words[address]} if words[address] else {})

    def question_said(question: Question) -> Question:
        here = f"q.{question.key}"
        changed: dict[str, Any] = {
            part: said(f"{here}.{part}", getattr(question, part))
            for part in ("label", "help", "unit", "low_label", "high_label", "constraint_message")
        }
        changed["variants"] = {age: said(f"{here}.variant.{age}", text) for age, text in question.variants.items()}
        for name, part in (("options", "option"), ("rows", "row")):
            changed[name] = tuple(
                one.model_copy(update={"label": said(f"{here}.{part}.{one.key}", one.label)})
                for one in getattr(question, name)
            )
        return question.model_copy(update=changed)

    sections = tuple(
        section.model_copy(
            update={
                "title": said(f"s.{section.key}.title", section.title),
                "questions": tuple(map(question_said, section.questions)),
            }
        )
        for section in definition.sections
    )
    offers = tuple(
        offer.model_copy(update={"label": said(f"o.{offer.key}.label", offer.label)}) for offer in definition.offers
    )
    whole = {part: said(address, getattr(definition, part)) for part, address in WHOLE.items()}
    return definition.model_copy(update={**whole, "sections": sections, "offers": offers})


# What is known about translations, beside the words themselves


class Review(BaseModel):
    """Somebody read a translation against its source and vouches for it."""

    by: str
    day: str
    """ISO date."""
    digest: str
    """Of what was read; when it differs, the review no longer stands."""


class State(BaseModel):
    """What a questionnaire knows about its translations."""

    stale: dict[str, dict[str, str]] = {}
    """{address: {locale: what the source said when it was translated}}, only where the source says otherwise now."""
    drafts: dict[str, dict[str, str]] = {}
    """{locale: {address: words of a machine}}; no resident reads them before a person accepts them."""
    reviews: dict[str, Review] = {}


def carried(before: Definition, after: Definition, state: State) -> State:
    """What is known after an edit: a source that changed leaves behind the translations that did not."""
    source = after.locales[0]
    if before.locales[0] != source:
        return state
    former = {place.address: place.text for place in places(before)}
    stale = {address: dict(kept) for address, kept in state.stale.items()}
    drafts = {locale: dict(kept) for locale, kept in state.drafts.items()}
    for place in places(after):
        if place.address not in former or former[place.address] == place.text:
            continue
        old, now = former[place.address], place.text
        for locale in {*old, *now} - {source}:
            made_from = stale.get(place.address, {}).get(locale, old.get(source, ""))
            is_left = now.get(locale) and now.get(locale) == old.get(locale) and made_from != now.get(source, "")
            if is_left and made_from:
                stale.setdefault(place.address, {})[locale] = made_from
            else:
                stale.get(place.address, {}).pop(locale, None)
        for locale, kept in drafts.items():
            if old.get(source) != now.get(source) or old.get(locale) != now.get(locale):
                kept.pop(place.address, None)
    return state.model_copy(
        update={
            "stale": {address: kept for address, kept in stale.items() if kept},
            "drafts": {locale: kept for locale, kept in drafts.items() if kept},
        }
    )


def confirmed(state: State, locale: str, addresses: Iterable[str]) -> State:
    """Stale translations that somebody read again and found still right."""
    still = set(addresses)
    stale = {
        address: {code: words for code, words in kept.items() if code != locale or address not in still}
        for address, kept in state.stale.items()
    }
    return state.model_copy(update={"stale": {address: kept for address, kept in stale.items() if kept}})


def digest(definition: Definition, locale: str) -> str:
    """A mark of everything a translation says and of what it was made from."""
    source = definition.locales[0]
    said = [(p.address, p.text.get(source, ""), pick(p.text, locale, source).words) for p in places(definition)]
    return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()[:16]


def reviewed(definition: Definition, state: State, locale: str) -> Review | None:
    """The review of a language, if nothing changed since."""
    review = state.reviews.get(locale)
    return review if review and review.digest == digest(definition, locale) else None


def easy_readers(definition: Definition) -> int:
    """How many people it is written for read the easy French as it stands now and found it easy."""
    if EASY_FRENCH not in definition.locales:
        return 0
    now = digest(definition, EASY_FRENCH)
    return sum(reading.people for reading in definition.easy_french if reading.digest == now)


# What a machine can see of a translation


class Look(StrEnum):
    """Why a translation deserves another look."""

    PLACEHOLDER = "placeholder"
    """It does not hold the same `${key}`."""
    NUMBER = "number"
    """It does not hold the same numbers."""
    LONG = "long"
    """It may not fit the printed sheet."""
    TERM = "term"
    """The glossary says a word otherwise."""
    SAME = "same"
    """It is the source itself."""


LONGEST_ON_PAPER = {"option": 70, "row": 70, "unit": 20, "low_label": 40, "high_label": 40, "label": 240, "title": 90}
"""Characters a printed sheet takes well, by kind of wording; beyond, a line wraps into the next box."""
PIPED = re.compile(r"\$\{[^{}]*\}")


def looks(place: Place, source: str, words: str, glossary: Mapping[str, str], locale: str) -> list[tuple[Look, str]]:
    """What to look at again, with the words in question.

    :param glossary: {term in the source language: its translation}
    """
    if not words:
        return []
    found: list[tuple[Look, str]] = []
    asked, said = Counter(PIPED.findall(source)), Counter(PIPED.findall(words))
    if asked != said:
        found.append((Look.PLACEHOLDER, ", ".join(sorted({*asked - said, *said - asked}))))
    if missing := numbers(PIPED.sub("", source)) - numbers(PIPED.sub("", words)):
        found.append((Look.NUMBER, ", ".join(sorted(missing))))
    longest = LONGEST_ON_PAPER.get(place.part.split("/")[0], 1_000)
    if len(words) > longest and len(words) > 1.2 * len(source):
        found.append((Look.LONG, str(longest)))
    for term, translation in glossary.items():
        if holds(source, term) and translation.casefold() not in words.casefold():
            found.append((Look.TERM, f"{term} → {translation}"))
    if locale != EASY_FRENCH and words == source and len(re.findall(r"\w{3,}", source)) > 1:
        found.append((Look.SAME, ""))
    return found


def numbers(words: str) -> Counter[str]:
    """The numbers of a text, whatever digits they are written in."""
    plain = "".join(str(unicodedata.digit(sign, 0)) if sign.isdigit() else sign for sign in words)
    return Counter(re.findall(r"\d+", plain))


def holds(words: str, term: str) -> bool:
    """Whether a term stands in a text as words of its own."""
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", words, re.IGNORECASE) is not None


# One language, as the desk shows it


@dataclass(frozen=True)
class Line:
    """One wording: what it says, what it says in the language, and what is known of it."""

    place: Place
    source: str
    words: str
    draft: str = ""
    stale: str = ""
    """What the source said when this was translated; empty when it still says so."""
    looks: tuple[tuple[Look, str], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    """Terms of the glossary that stand in the source."""

    @property
    def address(self) -> str:
        return self.place.address

    @property
    def state(self) -> str:
        """`missing`, `draft`, `stale` or `done`."""
        if self.words:
            return "stale" if self.stale else "done"
        return "draft" if self.draft else "missing"

    @property
    def seen(self) -> str:
        """Tells whether what a page was opened on is still what is stored."""
        return f"{_mark(self.source)}{_mark(self.words)}"


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def lines(definition: Definition, state: State, locale: str, glossary: Mapping[str, str]) -> list[Line]:
    """Everything there is to translate into a language, in order."""
    source = definition.locales[0]
    made = []
    for place in places(definition):
        said, words = place.text.get(source, ""), place.text.get(locale, "")
        if not said and not words:
            continue
        made.append(
            Line(
                place=place,
                source=said,
                words=words,
                draft=state.drafts.get(locale, {}).get(place.address, ""),
                stale=state.stale.get(place.address, {}).get(locale, "") if words else "",
                looks=tuple(looks(place, said, words, glossary, locale)),
                hints=tuple((term, other) for term, other in glossary.items() if holds(said, term)),
            )
        )
    return made


@dataclass(frozen=True)
class Progress:
    """How far a language is."""

    locale: str
    total: int
    missing: int
    stale: int
    drafts: int
    looks: int
    review: Review | None

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.stale

    @property
    def direction(self) -> str:
        return direction(self.locale)


def progress(definition: Definition, state: State, locale: str, glossary: Mapping[str, str]) -> Progress:
    """How far a language is."""
    found = lines(definition, state, locale, glossary)
    return Progress(
        locale=locale,
        total=len(found),
        missing=sum(not line.words for line in found),
        stale=sum(line.state == "stale" for line in found),
        drafts=len(state.drafts.get(locale, {})),
        looks=sum(bool(line.looks) for line in found),
        review=reviewed(definition, state, locale),
    )


def gapped(definition: Definition, state: State) -> dict[str, Progress]:
    """{language: how far it is} of those with wordings missing, or left behind by a source that changed."""
    found = {locale: progress(definition, state, locale, {}) for locale in targets(definition)}
    return {locale: one for locale, one in found.items() if not one.is_whole}


def stale_places(definition: Definition, state: State) -> list[tuple[Place, str, list[str]]]:
    """[(wording, what it said before, languages left behind)]: one changed sentence lists every stale place."""
    found = []
    for place in places(definition):
        left = {code: said for code, said in state.stale.get(place.address, {}).items() if place.text.get(code)}
        if left:
            found.append((place, next(iter(left.values())), sorted(left)))
    return found


def targets(definition: Definition) -> Sequence[str]:
    """Languages of a questionnaire other than the one it is written in."""
    return definition.locales[1:]
