"""An answer in words, for people who compare two entries of a sheet."""

from collections.abc import Iterable

from flask_babel import format_decimal

from consultation.i18n import pick
from consultation.paper.messages import DECLINED_WORDS
from consultation.questionnaires.definition import Answer, Question
from consultation.terms import Declined


def said(question: Question, answer: Answer | None, locale: str) -> str:
    """The answer as somebody would say it; empty when there is none."""
    if answer is None:
        return ""
    if "declined" in answer:
        return str(DECLINED_WORDS[Declined(answer["declined"])])
    options = {option.key: pick(option.label, locale).words for option in question.options}
    rows = {row.key: pick(row.label, locale).words for row in question.rows}

    def named(keys: Iterable[str]) -> str:
        return ", ".join(options.get(key) or key for key in keys)

    parts = []
    if "chosen" in answer:
        parts.append(named(answer["chosen"]))
    if "table" in answer:
        parts += [f"{rows.get(row) or row}: {named(chosen)}" for row, chosen in answer["table"].items()]
    if "ranked" in answer:
        parts += [f"{rank}. {options.get(key) or key}" for rank, key in enumerate(answer["ranked"], start=1)]
    if "number" in answer:
        parts.append(format_decimal(answer["number"]))
    parts += [str(answer[name]) for name in ("text", "moment") if name in answer]
    return " · ".join(parts)
