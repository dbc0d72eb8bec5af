"""The one typed model of a questionnaire: everything else (page, sheet, check, count, export) is read from it.

A published version is this document, immutable. Keys are stable: `[A-Za-z0-9_]`, never reused for another meaning.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any, Self, TypedDict, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from consultation.terms import AgeVariant, Kind, OfferKind, Profile, Purpose

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,59}$")]
Text = dict[str, str]
"""Words in several languages: {locale: string}."""


class Answer(TypedDict, total=False):
    """One item of a submission. Exactly the members the kind of question uses are present."""

    chosen: list[str]
    """Option keys, in the order of the definition (places: keys of the register)."""
    text: str
    """Free words: of a text question, or beside the option "other, specify"."""
    number: float
    table: dict[str, list[str]]
    """{row key: option keys}, rows that were left out are absent."""
    ranked: list[str]
    """Option keys, the first choice first."""
    moment: str
    """`2026-11-23`, `14:30`, or `2026-11-23T14:30`."""
    point: list[float]
    """Latitude and longitude in degrees, three decimals (about 100 m)."""
    file: str
    """Name under which it is stored: its hash and an ending, never a name that somebody gave."""
    spoken: str
    """Beside the words of a voice note somebody wrote down: the name of the file that was removed."""
    declined: str
    """`refused` or `unknown`, alone: the person chose not to answer, or does not know."""
    repeats: "list[dict[str, Answer]]"
    """Of a repeated section, under the key of the section: one set of answers a time, in order."""


Answers = dict[str, Answer]
"""A checked sheet: {question key: answer}; a question that was left out is absent."""

Foreign = dict[str, Any]
"""What a form of another program said and we do not use: given back when it is written out again."""


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Model):
    key: Key
    label: Text
    pictogram: str | None = None
    """Name of a drawing of `web/pictograms`; always beside the words, never instead of them."""
    exclusive: bool = False
    """"None of these": cannot stand with another option."""
    specify: bool = False
    """"Other": opens a line for words."""
    retired: bool = False
    """No longer offered, still readable on old sheets and still counted."""
    picture: str | None = None
    """A stored picture, shown beside the words."""
    at: tuple[float, float] | None = None
    """Spot on the question's map: parts of its width from the left, of its height from the top (0..1)."""
    attributes: dict[str, str] = {}
    """Values a choice filter of the question compares: {"district": "ozon"}."""
    foreign: Foreign = {}


class Row(Model):
    """One line of a table: a statement to rate, a day of the week."""

    key: Key
    label: Text
    retired: bool = False
    foreign: Foreign = {}


class Question(Model):
    key: Key
    kind: Kind
    label: Text
    help: Text = {}
    options: tuple[Option, ...] = ()
    required: bool = False
    maximum: int | None = Field(default=None, ge=1)
    """Most options one may choose or rank; None: as many as there are."""
    minimum: int | None = Field(default=None, ge=1)
    """Fewest options somebody who answers may choose or rank."""
    rows: tuple[Row, ...] = ()
    low: float | None = None
    high: float | None = None
    """Bounds of a number or a scale, both included."""
    step: float | None = Field(default=None, gt=0)
    """Between two numbers of a scale; None: 1."""
    low_label: Text = {}
    high_label: Text = {}
    """Words at the two ends of a scale."""
    unit: Text = {}
    picture: str | None = None
    """A stored picture: the map of a map question, or what the question is about."""
    may_refuse: bool = False
    """Offers "I prefer not to say"."""
    may_not_know: bool = False
    """Offers "I don't know"."""
    shuffled: bool = False
    """Options stand in another order for each person; on paper in the written one."""
    variants: dict[AgeVariant, Text] = {}
    """The question in other words for younger people; without one, `label`."""
    relevant: str = ""
    """Asked only when this is true (see `expressions`); empty: always."""
    constraint: str = ""
    """What an answer (`.`) has to satisfy."""
    constraint_message: Text = {}
    calculation: str = ""
    """Value of a calculation."""
    default: str = ""
    """Value of a hidden question; what a field holds at first."""
    choice_filter: str = ""
    """True for the options to offer; their attributes are names in it."""
    appearance: str = ""
    """How another program draws it; kept for it."""
    source_type: str = ""
    """Type in the form it was read from, where it says more than the kind ("barcode", "start")."""
    foreign: Foreign = {}
    actions: tuple[str, ...] = ()
    """Keys of the plan's actions the question informs ("P1.02"); counted once in each."""
    priorities: tuple[str, ...] = ()
    """Keys of whole priorities ("P1")."""
    profile: Profile | None = None
    purpose: Purpose | None = None
    sensitive: bool = False
    """Groups under 10, instead of 5, are never shown; only channels where nobody sees who answers."""
    retired: bool = False

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [option.key for option in self.options]
        if len(keys) != len(set(keys)):
            raise ValueError(f"two options of {self.key} share a key")
        rows = [row.key for row in self.rows]
        if len(rows) != len(set(rows)):
            raise ValueError(f"two rows of {self.key} share a key")
        return self


class Section(Model):
    key: Key
    title: Text = {}
    questions: tuple[Question, ...] = ()
    relevant: str = ""
    """Asked only when this is true."""
    repeat: int | None = Field(default=None, ge=1, le=20)
    """Most times it is asked (each member of a household…); None: once, not repeated."""
    foreign: Foreign = {}


class Offer(Model):
    """One closing "I can help", shown after the answers are sent and kept apart from them for ever."""

    key: Key
    action: str
    """Key of the plan's action the help is for."""
    kind: OfferKind = OfferKind.TIME
    label: Text


class EasyFrenchReading(Model):
    """A reading of the easy French by people it is written for."""

    day: str
    """ISO date."""
    group: str
    """"Atelier lecture du centre social"."""
    people: int = Field(ge=1)
    digest: str = ""
    """Of what they read (`translating.digest`): when the easy French says otherwise now, the reading is stale."""


class Definition(Model):
    """A questionnaire as published."""

    title: Text
    intro: Text = {}
    promise: Text = {}
    """What will be done with the answers, and when people hear of it."""
    locales: tuple[str, ...] = ("fr",)
    """Languages offered, the default first."""
    sections: tuple[Section, ...] = ()
    offers: tuple[Offer, ...] = ()
    """Asked on the thank-you page; nothing of them is part of a sheet."""
    easy_french: tuple["EasyFrenchReading", ...] = ()
    """Who read the easy French and found it easy."""
    content_locales: dict[str, str] = {}
    """{locale: its own name} of languages of the questions alone, for which the program has no words ("swb")."""
    foreign: Foreign = {}

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for keys in ([s.key for s in self.sections], [q.key for q in self.questions()], [o.key for o in self.offers]):
            if len(keys) != len(set(keys)):
                raise ValueError("a key stands twice")
        repeated = {section.key for section in self.sections if section.repeat}
        if clash := repeated & {question.key for question in self.questions()}:
            raise ValueError(f"a repeated section and a question share the key {sorted(clash)[0]}")
        return self

    def questions(self) -> Iterator[Question]:
        """Every question in order, retired ones included."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """The question of that key, or None."""
        return next((question for question in self.questions() if question.key == key), None)


Found = TypeVar("Found")
MOST_KEPT = 64


def once(work_out: Callable[[Definition], Found]) -> Callable[[Definition], Found]:
    """Work it out once for each definition, which never changes; those looked at last are remembered."""
    kept: dict[int, tuple[Definition, Found]] = {}  # by identity, with the definition: an identity may come again

    @wraps(work_out)
    def remembered(definition: Definition) -> Found:
        found = kept.get(id(definition))
        if found is None or found[0] is not definition:
            while len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)), None)
            found = kept[id(definition)] = (definition, work_out(definition))
        return found[1]

    return remembered
