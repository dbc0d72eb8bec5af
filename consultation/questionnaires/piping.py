"""Answers inside words: "Why did you choose ${place}?"."""

import re
from collections.abc import Callable, Iterable, Mapping

from consultation.i18n import pick
from consultation.questionnaires.definition import Answer, Definition, Question, Text
from consultation.questionnaires.expressions import words_of
from consultation.questionnaires.routing import value_of

PIPE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


def piped_keys(words: str) -> list[str]:
    """Keys of the questions whose answers stand in the words, in order."""
    return PIPE.findall(words)


def with_answers(words: str, say: Callable[[str], str]) -> str:
    """The words with each `${key}` replaced by what `say(key)` gives."""
    return PIPE.sub(lambda found: say(found[1]), words)


def with_dots(text: Text) -> Text:
    """The text where no answer can stand: on paper, in results."""
    if not any("${" in words for words in text.values()):
        return text
    return {locale: with_answers(words, lambda _key: "…") for locale, words in text.items()}


def with_dots_for_answers(definition: Definition) -> Definition:
    """The questionnaire as it reads away from its page: dots where the words of a question hold an answer."""
    if not is_piped(definition):
        return definition
    sections = (
        section.model_copy(
            update={
                "title": with_dots(section.title),
                "questions": tuple(
                    one.model_copy(update={"label": with_dots(one.label), "help": with_dots(one.help)})
                    for one in section.questions
                ),
            }
        )
        for section in definition.sections
    )
    return definition.model_copy(update={"sections": tuple(sections)})


def piped_texts(definition: Definition) -> Iterable[tuple[str, Text]]:
    """(key of the question or section, text) of everything on the page that answers may stand in."""
    for section in definition.sections:
        yield section.key, section.title
        for question in section.questions:
            if not question.retired:
                for text in (question.label, question.help, *question.variants.values()):
                    yield question.key, text


def is_piped(definition: Definition) -> bool:
    """Whether an answer stands in the words of another question."""
    return any("${" in words for _where, text in piped_texts(definition) for words in text.values())


def spoken(question: Question, answer: Answer | None, locale: str, default: str) -> str:
    """An answer as it stands inside a sentence; empty when there is none."""
    if answer is None or "file" in answer or "table" in answer:
        return ""
    labels = {option.key: pick(option.label, locale, default).words for option in question.options}
    if keys := answer.get("chosen", answer.get("ranked")):
        return comma(locale).join(
            answer.get("text") or labels[key] if is_words(question, key) else labels[key] for key in keys
        )
    return words_of(value_of(answer))


def is_words(question: Question, key: str) -> bool:
    """Whether an option stands for words of one's own."""
    return any(option.key == key and option.specify for option in question.options)


def comma(locale: str) -> str:
    """What stands between the parts of a list."""
    return "، " if locale.split("_")[0] in {"ar", "fa", "ps", "ur"} else ", "


def values_shown(definition: Definition, answers: Mapping[str, Answer], locale: str) -> dict[str, str]:
    """{question key: its answer in words}, of those that were answered."""
    found = {
        question.key: spoken(question, answers.get(question.key), locale, definition.locales[0])
        for question in definition.questions()
    }
    return {key: words for key, words in found.items() if words}
