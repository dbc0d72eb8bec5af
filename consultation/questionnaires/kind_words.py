"""The kinds of questions in an organiser's words: names, groups, what each is for, and a sketch of it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consultation.terms import Kind


@dataclass(frozen=True)
class KindWords:
    """How the menu speaks of a kind."""

    name: Any
    use: Any
    """When to choose it, in one line."""
    sketch: str
    """The answer in a few signs; decoration, never read aloud."""


GROUPS: tuple[tuple[Any, dict[Kind, KindWords]], ...] = (
    (
        _l("Choices"),
        {
            Kind.ONE_CHOICE: KindWords(_l("One choice"), _l("One option of a short list."), "◉ ○ ○"),
            Kind.SEVERAL_CHOICES: KindWords(_l("Several choices"), _l("As many options as fit, or a few."), "☑ ☑ ☐"),
            Kind.YES_MAYBE_NO: KindWords(_l("Yes, maybe, no"), _l("A quick opinion with three faces."), "☺ – ☹"),
            Kind.RANKING: KindWords(_l("Ranking"), _l("First, second, third choice, by tap."), "1. 2. 3."),
            Kind.PLACE: KindWords(_l("Place from the list"), _l("One of the places of the plan."), "⌂ ○ ○"),
            Kind.MAP: KindWords(_l("Place on a picture"), _l("Numbered spots on a map or a photo."), "▦ ①②"),
        },
    ),
    (
        _l("Scales"),
        {
            Kind.FACES: KindWords(_l("Scale of four faces"), _l("How good something is, without words."), "☺ ☹"),
            Kind.SCALE: KindWords(_l("Scale of numbers"), _l("From 1 to 5, with words at both ends."), "1 2 ③ 4 5"),
            Kind.RATING_TABLE: KindWords(_l("Rating table"), _l("Several things judged on one scale."), "▤ ○ ◉ ○"),
            Kind.WEEK_GRID: KindWords(_l("Week grid"), _l("When people are free: days and moments."), "▦ ☑ ☐"),
        },
    ),
    (
        _l("Words, numbers, dates"),
        {
            Kind.SHORT_TEXT: KindWords(_l("Short text"), _l("A few words on one line."), "▁▁▁▁"),
            Kind.LONG_TEXT: KindWords(_l("Long text"), _l("Room to explain; a person reads it."), "≡"),
            Kind.NUMBER: KindWords(_l("Number"), _l("A quantity, with a unit and bounds."), "12"),
            Kind.DATE: KindWords(_l("Date"), _l("A day."), "24/11"),
            Kind.TIME: KindWords(_l("Time of day"), _l("An hour, such as 14:30."), "14:30"),
            Kind.DATE_TIME: KindWords(_l("Date and time"), _l("A day and an hour."), "24/11 …"),
        },
    ),
    (
        _l("Pictures, sound, position"),
        {
            Kind.PHOTO: KindWords(_l("Photo"), _l("A picture; where it was taken is removed."), "▣"),
            Kind.VOICE: KindWords(_l("Voice note"), _l("Up to a minute; typed by a person, then removed."), "♪"),
            Kind.FILE: KindWords(_l("File"), _l("A document."), "▤"),
            Kind.POSITION: KindWords(_l("Position"), _l("Where the phone is, to about 100 metres."), "◎"),
        },
    ),
    (
        _l("Without an answer"),
        {
            Kind.NOTE: KindWords(_l("Note"), _l("Words to read between two questions."), "¶"),
            Kind.ACKNOWLEDGEMENT: KindWords(_l("Acknowledgement"), _l("One box: “I agree”, “I have read it”."), "☑"),
            Kind.CALCULATION: KindWords(_l("Calculation"), _l("A value worked out from other answers."), "= a + b"),
            Kind.HIDDEN: KindWords(_l("Hidden value"), _l("The same value with every sheet; nobody sees it."), "···"),
        },
    ),
)
KIND_WORDS = {kind: words for _group, kinds in GROUPS for kind, words in kinds.items()}
KIND_NAMES = {kind: words.name for kind, words in KIND_WORDS.items()}
