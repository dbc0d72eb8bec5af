"""A page of questions that somebody else reads aloud: in two languages, less what is not asked to a person's face."""

from collections.abc import Collection
from dataclasses import replace

from consultation.answering.shown import Page, ShownField, ShownOption, ShownQuestion
from consultation.i18n import Wording
from consultation.questionnaires.definition import Definition


def kept_silent(definition: Definition) -> frozenset[str]:
    """Keys of the sensitive questions: asked only where nobody sees who answers, so never by an interviewer."""
    return frozenset(question.key for question in definition.questions() if question.sensitive)


def without(page: Page, keys: Collection[str]) -> Page:
    """The page less those questions, and less the sections that are empty then."""
    sections = []
    for section in page.sections:
        blocks = tuple(
            replace(block, questions=tuple(q for q in block.questions if base_key(q.name) not in keys))
            for block in section.blocks
        )
        if blocks[0].questions:
            sections.append(replace(section, blocks=blocks))
    return replace(page, sections=tuple(sections))


def base_key(name: str) -> str:
    """Key of the question of a field, also of one time of a repeated section ("member-2-age")."""
    return name.rpartition("-")[2]


def beside(page: Page, reader: Page) -> Page:
    """The respondent's page with the reader's words beside its own, where they differ.

    `reader` is the same page made in the reader's language: same questions, same options, same order. What the program
    itself says (how many answers, what is wrong) is said to the reader alone.
    """
    sections = tuple(
        replace(
            section,
            route=its.route,
            blocks=tuple(
                replace(block, questions=tuple(map(_question, block.questions, other.questions)))
                for block, other in zip(section.blocks, its.blocks, strict=True)
            ),
        )
        for section, its in zip(page.sections, reader.sections, strict=True)
    )
    return replace(page, sections=sections)


def _question(question: ShownQuestion, reader: ShownQuestion) -> ShownQuestion:
    return replace(
        question,
        beside=_other(question.label, reader.label),
        help=reader.help,
        hint=reader.hint,
        route=reader.route,
        error=reader.error,
        options=tuple(map(_option, question.options, reader.options)),
        fields=tuple(map(_field, question.fields, reader.fields)),
        declining=tuple(map(_option, question.declining, reader.declining)),
    )


def _field(field: ShownField, reader: ShownField) -> ShownField:
    return replace(
        field,
        beside=_other(field.label, reader.label),
        options=tuple(map(_option, field.options, reader.options)),
    )


def _option(option: ShownOption, reader: ShownOption) -> ShownOption:
    return replace(option, beside=_other(option.label, reader.label))


def _other(words: Wording, reader: Wording) -> Wording | None:
    return reader if reader.words and reader != words else None
