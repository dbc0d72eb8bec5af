"""What can be heard of a questionnaire: each question with its help, each option, row by row; plain values."""

from collections.abc import Iterator

from consultation.i18n import Wording, pick
from consultation.questionnaires.definition import Definition, Question, Text
from consultation.questionnaires.kinds import KINDS, offered

Parts = dict[str, Wording]
"""{part: its words, and the language they are in}. A part is `intro`, a question's key, `key.option`, `key-row-row`."""


def parts_of(definition: Definition, locale: str) -> Parts:
    """Everything people may want to hear, in the order of the page."""
    default = definition.locales[0]

    def said(*texts: Text) -> Wording:
        found = [pick(text, locale, default) for text in texts if any(text.values())]
        first = found[0] if found else Wording("", locale)
        same = [one.words for one in found if one.locale == first.locale]
        return Wording(". ".join(words.rstrip(".") if len(same) > 1 else words for words in same), first.locale)

    parts = {"intro": said(definition.title, definition.intro, definition.promise)}
    for question in definition.questions():
        if question.retired or not KINDS[question.kind].is_shown:
            continue
        parts[question.key] = said(question.label, question.help)
        parts.update({part: said(text) for part, text in _within(question)})
    return {part: wording for part, wording in parts.items() if wording.words}


def _within(question: Question) -> Iterator[tuple[str, Text]]:
    for row in question.rows:
        if not row.retired:
            yield f"{question.key}-row-{row.key}", row.label
    for option in offered(question):
        yield f"{question.key}.{option.key}", option.label
