"""One sheet out of two entries and what a third person saw. Plain values in and out."""

from collections.abc import Mapping, Sequence

from consultation.paper.again import placed_answers, typed_again
from consultation.paper.double_entry.agreement import Entry
from consultation.paper.said import said
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import Form

FIRST, SECOND, ANEW = "first", "second", "anew"


def settled_form(
    definition: Definition,
    first: Entry,
    second: Entry,
    picks: Mapping[str, str],
    typed: Form,
    unreadable: Sequence[str],
) -> tuple[dict[str, list[str]], list[str]]:
    """(fields of the whole sheet, questions nobody can read): the first entry, but for what was picked otherwise.

    :param picks: {question that differs: FIRST, SECOND, or ANEW: as typed by the third person}.
    :param typed: fields of the third person.
    :param unreadable: questions the third person could not read either.
    """
    sources: dict[str, Form] = {
        FIRST: typed_again(definition, first.answers),
        SECOND: typed_again(definition, second.answers),
        ANEW: typed,
    }
    hard = {FIRST: first.unreadable, SECOND: second.unreadable, ANEW: unreadable}
    form = {name: list(values) for name, values in sources[FIRST].items()}
    unread = list(first.unreadable)
    for key, pick in picks.items():
        form = {name: values for name, values in form.items() if not is_of(name, key)}
        form |= {name: list(values) for name, values in sources[pick].items() if is_of(name, key)}
        unread = [one for one in unread if one != key] + [key] * (key in hard[pick])
    return form, unread


def is_of(name: str, key: str) -> bool:
    """Whether a field is one of that question."""
    return name == key or name.startswith(f"{key}-")


def said_on(definition: Definition, key: str, entry: Entry, locale: str) -> str | None:
    """What somebody keyed for a question, in words; None when they could not read it, empty when nothing stands."""
    if key in entry.unreadable:
        return None
    question = definition.question(key.rsplit("-", 1)[-1])
    return said(question, placed_answers(definition, entry.answers).get(key), locale) if question else ""
