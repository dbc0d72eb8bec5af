"""What the templates of the resident's page are given: finished values, nothing left to compute."""

from collections.abc import Iterator
from dataclasses import dataclass

from consultation.i18n import Wording
from consultation.questionnaires.expressions import FUNCTIONS


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A stored picture: its address and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    id: str
    value: str
    label: Wording
    is_chosen: bool
    beside: Wording | None = None
    """The same in the language of somebody who reads it aloud."""
    pictogram: str | None = None
    picture: Picture | None = None
    specify: bool = False
    is_exclusive: bool = False
    is_declining: bool = False
    """ "I prefer not to say", "I don't know"."""
    number: int = 0
    """Of a spot on the map, from 1."""
    x: int = 0
    y: int = 0
    """Of a spot, in the units of the question's `map_width` and `map_height`."""


@dataclass(frozen=True, kw_only=True)
class ShownField:
    """One row of a table, or one rank: a field of its own with the same options as its neighbours."""

    id: str
    name: str
    label: Wording
    options: tuple[ShownOption, ...]
    beside: Wording | None = None


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    id: str
    name: str
    """Of its field: its key, after `section-1-` in a repeated section."""
    macro: str
    """Macro of `answering/_questions.html` that draws it."""
    label: Wording
    help: Wording
    route: str
    """When it is asked, in words, for who reads without script."""
    hint: str
    unit: Wording
    low_label: Wording
    high_label: Wording
    picture: Picture | None
    options: tuple[ShownOption, ...]
    fields: tuple[ShownField, ...]
    declining: tuple[ShownOption, ...]
    """ "I prefer not to say", "I don't know", where they are boxes of their own and not two more options."""
    declined_name: str
    several: bool
    is_long: bool
    """Whether its options are too many to stand all on the page."""
    required: bool
    has_way_out: bool
    """Whether one of its options says "no answer" already."""
    words: str
    """What was typed, in the question's own field."""
    is_typed_well: bool
    """Whether `words` are what a field for dates or times can hold."""
    specified_name: str
    specified: str
    """What was typed beside "other"."""
    kept: str
    """Proof of a file that was received already; empty when there is none."""
    first_control: str
    """Id of the field where a link from the summary of errors leads."""
    error: str
    beside: Wording | None = None
    """The question in the language of somebody who reads it aloud."""

    @property
    def described_by(self) -> str:
        """Ids of what a screen reader says with the question."""
        parts = {
            "route": bool(self.route),
            "help": bool(self.help.words),
            "hint": bool(self.hint),
            "error": bool(self.error),
        }
        return " ".join(f"{self.id}-{part}" for part, is_there in parts.items() if is_there)

    @property
    def has_pictures(self) -> bool:
        return any(option.picture for option in self.options)

    @property
    def map_width(self) -> int:
        """Units across the map; about the pixels of a phone, so that a spot of 58 units is a target of 44 pixels."""
        return 320

    @property
    def map_height(self) -> int:
        return round(self.map_width * self.picture.height / self.picture.width) if self.picture else 0


@dataclass(frozen=True, kw_only=True)
class ShownBlock:
    """The questions of a section, once; a repeated section has several."""

    id: str
    number: int
    questions: tuple[ShownQuestion, ...]
    is_open: bool
    """Whether it stands open on the page: the first, and those somebody has written in."""


@dataclass(frozen=True, kw_only=True)
class ShownSection:
    key: str
    title: Wording
    route: str
    """When it is asked, in words."""
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A questionnaire in one language, with what was typed and what is wrong with it."""

    locale: str
    frame: str
    """Language of the words around the questions: the same, unless the program has no words in it."""
    title: Wording
    intro: Wording
    promise: Wording
    sections: tuple[ShownSection, ...]
    routing: str
    """What the script of routing is told, in JSON; empty where nothing depends on an answer."""

    def questions(self) -> Iterator[ShownQuestion]:
        """Every question of the page, in order."""
        for section in self.sections:
            for block in section.blocks:
                yield from block.questions

    easy_readers: int = 0
    """How many people it is written for read this easy French as it stands, and found it easy."""

    @property
    def wrong(self) -> list[ShownQuestion]:
        """The questions to look at again, in order."""
        return [question for question in self.questions() if question.error]

    @property
    def pictograms(self) -> list[str]:
        """Names of the drawings the page needs, each once."""
        beside = (
            option.pictogram
            for one in self.questions()
            for options in (one.options, *(row.options for row in one.fields))
            for option in options
        )
        return sorted({name for name in beside if name})

    @property
    def takes_files(self) -> bool:
        return any(question.macro in UPLOADS for question in self.questions())

    @property
    def scripts(self) -> list[str]:
        """Static files of the scripts the page has a use for."""
        macros = {question.macro for question in self.questions()}
        names = {SCRIPTS[macro] for macro in macros & SCRIPTS.keys()}
        if any(len(section.blocks) > 1 for section in self.sections):
            names.add("repeats.js")
        if self.routing:
            names.add("routing.js")
            if any(f'["{name}"' in self.routing for name in FUNCTIONS.keys() - COMMON):
                names.add("formulas.js")
        return sorted(names)


UPLOADS = frozenset({"photo", "voice", "file"})
SCRIPTS = {
    "ranking": "ranking.js",
    "spots": "spots.js",
    "position": "position.js",
    "photo": "photo.js",
    "voice": "voice.js",
}
"""{macro: script that makes it better}; every one of them works without."""
COMMON = frozenset({"not", "if", "selected", "count-selected"})
"""Functions that every page with rules knows (`routing.js`); for any other comes `formulas.js`."""
