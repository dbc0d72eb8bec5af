"""From the figures of a question to the words that could fill a blank of the plan: plain values in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation.questionnaires.kinds import DECLINED
from consultation.results.figures import QuestionFigures
from consultation.results.numbers import Option


@dataclass(frozen=True)
class Proposal:
    """What one question would put into a blank."""

    name: str
    """Questionnaire and key of the question."""
    figures: QuestionFigures
    median: float | None
    """Of numbers: half gave it or less."""
    option: Option | None
    """Of options: the one most people chose."""
    people: int | None
    base: int


def blanks_of(missing: Sequence[str], open_questions: Sequence[str]) -> list[str]:
    """The blanks of an action: what is missing in it, and the questions the plan asks itself."""
    return [*missing, *dict.fromkeys(words for words in open_questions if words not in missing)]


def proposals_of(questions: Iterable[QuestionFigures]) -> list[Proposal]:
    """What each answered question says, most answered first; questions whose winner is hidden propose nothing."""
    found = []
    for one in questions:
        base = one.residents.share_base
        if not base:
            continue
        name = f"{one.questionnaire_id}-{one.question.key}"
        if one.median is not None:
            found.append(Proposal(name, one, one.median, None, None, base))
        elif (best := most_chosen(one)) is not None:
            found.append(Proposal(name, one, None, best, one.residents.counts[best.key], base))
    return sorted(found, key=lambda proposal: -proposal.base)


def most_chosen(figures: QuestionFigures) -> Option | None:
    """The option most residents chose; None when it is hidden, shared by two, or nobody chose any."""
    known = [
        (count, option)
        for option in figures.options_to_show
        if (count := figures.residents.counts[option.key]) and option.key not in DECLINED and option.key[0] != "*"
    ]
    best = max((count for count, _ in known), default=0)
    winners = [option for count, option in known if count == best]
    return winners[0] if len(winners) == 1 else None
