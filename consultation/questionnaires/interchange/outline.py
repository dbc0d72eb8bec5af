"""A reading as plain data: what `consultation questionnaire read --json` prints."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from consultation.questionnaires.definition import Definition, Option, Question
from consultation.questionnaires.interchange.reading import Reading, Remark
from consultation.questionnaires.interchange.rules import joined, renamed, with_values


def outline(reading: Reading, words: Callable[[Remark], str]) -> dict[str, Any]:
    """`{title, languages, questions, repairs, unsupported}`; names are those of the file.

    A table stands as one entry a row where the file asks each row as a question.
    """
    definition = reading.definition
    originals = Originals(definition)
    return {
        "title": definition.title.get(definition.locales[0], "") or next(iter(definition.title.values()), ""),
        "languages": list(definition.locales),
        "questions": [
            entry
            for section in definition.sections
            for question in section.questions
            for entry in _entries(question, originals, originals.rule(section.relevant, section.key))
        ],
        "repairs": [_remark(remark, words) for remark in reading.repairs],
        "unsupported": [_remark(remark, words) for remark in reading.unsupported],
    }


class Originals:
    """What the file called things, for its expressions and words."""

    def __init__(self, definition: Definition) -> None:
        self.names: dict[str, str] = {}
        """{key: name in the file}."""
        self.values: dict[str, dict[str, str]] = {}
        """{key of a question: {key of an option: name}} of options whose name is no key of ours."""
        groups = definition.foreign.get("xlsform", {}).get("groups", {})
        self.names |= {key: group["name"] for key, group in groups.items() if group.get("name")}
        for question in definition.questions():
            self.names[question.key] = str(question.foreign.get("name") or question.key)
            self.names |= {row.key: str(row.foreign["name"]) for row in question.rows if "name" in row.foreign}
            differing = {o.key: str(o.foreign["name"]) for o in question.options if "name" in o.foreign}
            if differing:
                self.values[question.key] = differing

    def rule(self, text: str, key: str) -> str:
        """An expression of the question of that key, in the names of the file."""
        if not text:
            return ""
        return self.words(with_values(text, lambda name: self.values.get(key if name == "." else name, {})))

    def words(self, text: str) -> str:
        return renamed(text, self.names.get)


def _entries(question: Question, originals: Originals, around: str) -> Iterator[dict[str, Any]]:
    if "table" in question.foreign:
        for row in question.rows:
            yield {
                **_entry(question, originals, around),
                "key": row.foreign.get("name") or row.key,
                "source_type": question.foreign["table"],
                "label": {language: originals.words(words) for language, words in row.label.items()},
            }
    else:
        yield _entry(question, originals, around)


def _entry(question: Question, originals: Originals, around: str) -> dict[str, Any]:
    """One question; it is asked where its own condition holds and those `around` it, of its groups."""
    key = question.key
    return {
        "key": originals.names.get(key, key),
        "kind": question.kind.value,
        "source_type": question.source_type or question.kind.value,
        "label": {language: originals.words(words) for language, words in question.label.items()},
        "options": [{"key": option_name(option), "label": option.label} for option in question.options],
        "required": question.required,
        "relevant": joined([around, originals.rule(question.relevant, key)]),
        "constraint": originals.rule(question.constraint, key),
        "calculation": originals.rule(question.calculation, key),
        "actions": list(question.actions),
    }


def option_name(option: Option) -> str:
    """What the file calls an option."""
    return str(option.foreign.get("name") or option.key)


def _remark(remark: Remark, words: Callable[[Remark], str]) -> dict[str, Any]:
    return {"sheet": remark.sheet, "row": remark.row, "what": re.sub(r"\s+", " ", words(remark))}
