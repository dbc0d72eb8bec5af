"""The one typed model of a questionnaire: everything else (page, sheet, check, count, export) is read from it.

A published version is this document, immutable. Keys are stable: `[a-z0-9_]`, never reused for another meaning.
"""

from collections.abc import Iterator
from typing import Annotated, Self, TypedDict

from pydantic import BaseModel, ConfigDict, Field, model_validator

from consultation.terms import Kind, OfferKind, Profile, Purpose

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,59}$")]
Text = dict[str, str]
"""Words in several languages: {locale: string}."""


class Answer(TypedDict, total=False):
    """One item of a submission. Exactly the members the kind of question uses are present."""

    chosen: list[str]
    """Option keys, in the order of the definition (places: keys of the register)."""
    text: str
    """Free words: of a text question, or beside the option "other, specify"."""
    number: float


Answers = dict[str, Answer]
"""A checked sheet: {question key: answer}; a question that was left out is absent."""


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


class Question(Model):
    key: Key
    kind: Kind
    label: Text
    help: Text = {}
    options: tuple[Option, ...] = ()
    required: bool = False
    maximum: int | None = Field(default=None, ge=1)
    """Most options one may choose (several choices); None: as many as there are."""
    low: float | None = None
    high: float | None = None
    """Bounds of a number, both included."""
    unit: Text = {}
    actions: tuple[str, ...] = ()
    """Keys of the plan's actions the question informs ("P1.02"); counted once in each."""
    priorities: tuple[str, ...] = ()
    """Keys of whole priorities ("P1")."""
    profile: Profile | None = None
    purpose: Purpose | None = None
    sensitive: bool = False
    """Groups under 10, instead of 5, are never shown."""
    retired: bool = False

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [option.key for option in self.options]
        if len(keys) != len(set(keys)):
            raise ValueError(f"two options of {self.key} share a key")
        return self


class Section(Model):
    key: Key
    title: Text = {}
    questions: tuple[Question, ...] = ()


class Offer(Model):
    """One closing "I can help", shown after the answers are sent and kept apart from them for ever."""

    key: Key
    action: str
    """Key of the plan's action the help is for."""
    kind: OfferKind = OfferKind.TIME
    label: Text


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

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for keys in ([s.key for s in self.sections], [q.key for q in self.questions()], [o.key for o in self.offers]):
            if len(keys) != len(set(keys)):
                raise ValueError("a key stands twice")
        return self

    def questions(self) -> Iterator[Question]:
        """Every question in order, retired ones included."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """The question of that key, or None."""
        return next((question for question in self.questions() if question.key == key), None)
