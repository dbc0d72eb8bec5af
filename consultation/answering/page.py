"""What a template shows of a questionnaire in one language: finished values, nothing left to compute."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from consultation.i18n import Wording, frame_locale, pick
from consultation.questionnaires.definition import Definition, Option, Question
from consultation.questionnaires.kinds import KINDS, Form, Problem, offered, text_field

MOST_RADIOS = 9
"""Longer lists of places become one list that opens."""


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    id: str
    value: str
    label: Wording
    pictogram: str | None
    specify: bool
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    id: str
    name: str
    macro: str
    """Macro of `answering/_questions.html` that draws it."""
    label: Wording
    help: Wording
    hint: str
    unit: Wording
    options: tuple[ShownOption, ...]
    several: bool
    is_long: bool
    """Whether its options are too many to stand all on the page."""
    required: bool
    words: str
    """What was typed, in the question's own field."""
    specified_name: str
    specified: str
    """What was typed beside "other"."""
    error: str

    @property
    def described_by(self) -> str:
        """Ids of what a screen reader says with the question."""
        parts = {"help": bool(self.help.words), "hint": bool(self.hint), "error": bool(self.error)}
        return " ".join(f"{self.id}-{part}" for part, is_there in parts.items() if is_there)

    @property
    def first_control(self) -> str:
        """Id of the field where a link from the summary of errors leads."""
        return self.options[0].id if self.options and not self.is_long else f"{self.id}-field"


@dataclass(frozen=True, kw_only=True)
class ShownSection:
    key: str
    title: Wording
    questions: tuple[ShownQuestion, ...]


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

    @property
    def wrong(self) -> list[ShownQuestion]:
        """The questions to look at again, in order."""
        return [question for section in self.sections for question in section.questions if question.error]

    @property
    def pictograms(self) -> list[str]:
        """Names of the drawings the page needs, each once."""
        options = (o for s in self.sections for q in s.questions for o in q.options)
        return sorted({option.pictogram for option in options if option.pictogram})


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What came back: fields as typed, and what is wrong."""

    form: Form
    problems: Mapping[str, Problem]


@dataclass(frozen=True, kw_only=True)
class Speech:
    """How the page words what depends on a question."""

    message: Callable[[Problem, Question], str]
    hint: Callable[[Question], str]


EMPTY = Filled(form={}, problems={})


def page_of(definition: Definition, locale: str, speech: Speech, filled: Filled = EMPTY) -> Page:
    """The page of a questionnaire; retired questions and options are not shown, empty sections neither."""
    default = definition.locales[0]

    def words(text: Mapping[str, str]) -> Wording:
        return pick(text, locale, default)

    def option_of(question: Question, option: Option) -> ShownOption:
        return ShownOption(
            id=f"q-{question.key}-{option.key}",
            value=option.key,
            label=words(option.label),
            pictogram=option.pictogram,
            specify=option.specify,
            is_chosen=option.key in filled.form.get(question.key, ()),
        )

    def question_of(question: Question) -> ShownQuestion:
        kind = KINDS[question.kind]
        problem = filled.problems.get(question.key)
        several = kind.most(question) > 1
        return ShownQuestion(
            id=f"q-{question.key}",
            name=question.key,
            macro=kind.phone,
            label=words(question.label),
            help=words(question.help),
            hint=speech.hint(question),
            unit=words(question.unit),
            options=tuple(option_of(question, option) for option in offered(question)),
            several=several,
            is_long=kind.phone == "places" and not several and len(question.options) > MOST_RADIOS,
            required=question.required,
            words=without_controls(filled.form.get(question.key, ())),
            specified_name=text_field(question),
            specified=without_controls(filled.form.get(text_field(question), ())),
            error=speech.message(problem, question) if problem else "",
        )

    sections = (
        ShownSection(
            key=section.key,
            title=words(section.title),
            questions=tuple(question_of(question) for question in section.questions if not question.retired),
        )
        for section in definition.sections
    )
    return Page(
        locale=locale,
        frame=frame_locale(locale, definition.locales),
        title=words(definition.title),
        intro=words(definition.intro),
        promise=words(definition.promise),
        sections=tuple(section for section in sections if section.questions),
    )


def without_controls(values: list[str] | tuple[str, ...]) -> str:
    """What was typed, less the bytes no page may hold (they cannot be seen either)."""
    return "".join(character for character in "\n".join(values) if character >= " " or character in "\t\n\r")
