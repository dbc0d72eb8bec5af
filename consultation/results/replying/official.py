"""What an elected official reads before a meeting: per priority three needs, three quotes, what is decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation.models import Priority
from consultation.results.figures import QuestionFigures
from consultation.results.numbers import Option
from consultation.results.replying.standing import Line, Part
from consultation.results.resident_words import is_declined
from consultation.results.words import Words

MOST = 3
LONGEST_QUOTE = 240


@dataclass(frozen=True)
class Need:
    """An action with the answer most people gave on it."""

    line: Line
    question: QuestionFigures | None
    option: Option | None

    @property
    def people(self) -> int | None:
        """Who gave that answer."""
        return self.question.residents.counts[self.option.key] if self.question and self.option else None


@dataclass(frozen=True)
class Brief:
    """One priority on half a page."""

    priority: Priority
    needs: Sequence[Need]
    quotes: Sequence[Words]
    decided: Sequence[Line]
    """Replies that stand on the priority."""
    waiting: Sequence[Line]
    """Every need without a reply, also those of which no number may be told yet."""


def briefs(
    parts: Iterable[Part], figures: Sequence[QuestionFigures], words: Sequence[Words], living: Iterable[Part] = ()
) -> list[Brief]:
    """The priorities somebody was heard on.

    :param living: the same as of this moment, where the numbers are of a day before: a need waits from its first day.
    """
    found = []
    waits_now = {part.priority.key: [line for line in part.lines if line.is_waiting] for part in living}
    for part in parts:
        keys = {part.priority.key, *(line.action.key for line in part.lines)}
        asked = {
            (one.questionnaire_id, one.question.key)
            for one in figures
            if keys & {*one.question.actions, *one.question.priorities}
        }
        heard = sorted(
            (line for line in part.lines if line.heard.residents), key=lambda line: -(line.heard.residents or 0)
        )
        quotes = [one for one in words if (one.questionnaire_id, one.question_key) in asked]
        decided = [line for line in part.lines if line.told]
        waiting = waits_now.get(part.priority.key) or [line for line in part.lines if line.is_waiting]
        if heard or decided or waiting:
            needs = [need_of(line, figures) for line in heard[:MOST]]
            found.append(Brief(part.priority, needs, short_first(quotes), decided, waiting))
    return found


def need_of(line: Line, figures: Iterable[QuestionFigures]) -> Need:
    """The most given answer on that action, of the question about a need or a wish that most people answered."""
    on_it = [
        one
        for one in figures
        if line.action.key in one.question.actions and one.question.purpose is not None and one.base
    ]
    for one in sorted(on_it, key=lambda one: -(one.base or 0)):
        given = [
            option for option in one.options_to_show if not is_declined(option) and one.residents.counts[option.key]
        ]
        if given:
            return Need(line, one, max(given, key=lambda option: given_by(one, option)))
    return Need(line, None, None)


def short_first(quotes: Sequence[Words]) -> list[Words]:
    """Three quotes that can be read out, in their own order; longer ones only when there are no others."""
    return sorted(quotes, key=lambda quote: len(quote.text) > LONGEST_QUOTE)[:MOST]


def given_by(one: QuestionFigures, option: Option) -> int:
    return one.residents.counts[option.key] or 0
