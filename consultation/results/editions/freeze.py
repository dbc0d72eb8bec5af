"""Take the figures of a plan as they are now."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.boxes.queries import ideas_per_action
from consultation.contacts.queries import offers_per_action
from consultation.models import Action, Organisation, Plan
from consultation.models.editions import place_key
from consultation.results.counting import tallied_subjects
from consultation.results.counts import Board, board_of, counted_questions, in_order, place_of
from consultation.results.editions.between import safe_beside, step_beside
from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures
from consultation.results.editions.queries import words_shown
from consultation.results.figures import QuestionFigures, figures_of, shown, threshold_of
from consultation.results.homework.queries import on_replies
from consultation.results.parts import Counted
from consultation.results.places import broken_down_by_place, with_places
from consultation.results.queries import CampaignLine
from consultation.results.steps import Published, figures_at
from consultation.results.suppression import THRESHOLD
from consultation.results.tallied import COUNTED, Dimension, Tallied
from consultation.scans.queries import checked_of_plan
from consultation.submissions.told import Told, told_on_actions
from consultation.terms import ActionState, Profile

MOST_QUOTES = 40
"""Of one action."""
TOLD_APART = (Profile.GENDER, Profile.HOME_LANGUAGE)
"""Questions on the respondent that break nothing down."""

Counts = Mapping[str, Published]
"""{place of a question: the counts behind its figures}: what the next edition is held against, never shown."""
COUNTS = TypeAdapter(dict[str, Published])


@dataclass
class Taken:
    """Figures, and what is behind them."""

    frozen: Frozen
    counts: Counts


def freeze(session: Session, plan: Plan, campaigns: Collection[CampaignLine] | None, day: dt.date) -> Frozen:
    """The figures of those campaigns (None: all) as they are, with what was told; for those who may see them move.

    :param plan: with its priorities and actions.
    """
    return take(session, plan, campaigns, day, None).frozen


def take(
    session: Session,
    plan: Plan,
    campaigns: Collection[CampaignLine] | None,
    day: dt.date,
    earlier: Sequence[Taken] | None,
) -> Taken:
    """The figures as they may be published beside earlier editions, the latest first; None: nothing is published."""
    board = board_of(session, plan, None if campaigns is None else list(campaigns))
    asked = Asked(day, None if earlier is None else [one.counts for one in earlier])
    counted = counted_questions(board.asked)
    on_plan = [one for one in counted if one.question.actions or one.question.priorities]
    on_people = [one for one in counted if one.question.profile in TOLD_APART and one not in on_plan]
    about = on_replies(session, board.campaign_ids)
    marks = [one for one in counted if (one.questionnaire_id, one.question.key) in about]
    wanted = [*on_plan, *on_people, *marks]
    found = [asked.figures(*each) for each in zip(wanted, raw_counts(session, board, wanted), strict=True)]
    questions, others = found[: len(on_plan)], found[len(on_plan) :]
    frozen = replace(
        figures_of_plan(session, board, day, [one for one in questions if one.is_heard or not one.question.retired]),
        profile=[one for one in others[: len(on_people)] if one.is_heard],
        on_replies=[one for one in others[len(on_people) :] if one.is_heard],
        kept=asked.kept,
    )
    return Taken(told_by_place(safe_beside(frozen, [one.frozen for one in earlier or ()])), asked.counts)


def told_by_place(frozen: Frozen) -> Frozen:
    """The same with what it tells by channel added up by place, once it is settled what may be published."""
    stands = place_of(frozen.labels)
    channel, place = f"#{Dimension.CHANNEL}", f"#{Dimension.PLACE}"
    kept = {key.replace(channel, place): day for key, day in frozen.kept.items() if key.endswith(channel)}
    return replace(
        frozen,
        kept={**frozen.kept, **kept},
        who=broken_down_by_place(frozen.who, stands),
        questions=[with_places(one, stands) for one in frozen.questions],
        profile=[with_places(one, stands) for one in frozen.profile],
    )


def raw_counts(session: Session, board: Board, questions: Sequence[Counted]) -> list[Tallied]:
    """The counts of each question, before anything is hidden."""
    subjects = [(one.questionnaire_id, one.question.key) for one in questions]
    found = tallied_subjects(session, board.campaign_ids, subjects) if subjects else {}
    return [in_order(found.get(subject, Tallied()), board.labels) for subject in subjects]


@dataclass
class Asked:
    """Questions on their way into an edition."""

    day: dt.date
    earlier: Sequence[Counts] | None
    counts: dict[str, Published] = field(default_factory=dict)
    kept: dict[str, dt.date] = field(default_factory=dict)

    def figures(self, asked: Counted, now: Tallied) -> QuestionFigures:
        """What may be shown of a question; notes what stays of an earlier day."""
        threshold = threshold_of([asked.question])
        if self.earlier is None:
            return figures_of(asked.questionnaire_id, asked.question, now, threshold, times=asked.times)
        place = place_key(asked.questionnaire_id, asked.question.key)
        befores = [counts[place] for counts in self.earlier if place in counts]
        published = step_beside(befores, now, asked, threshold, self.day)
        figures, days = figures_at(published, asked, threshold)
        self.counts[place] = published
        self.note(place, [published.residents.day])
        self.note(f"{place}#kind", [dated.day for dated in published.others.values()])
        for by, day in days.items():
            self.note(f"{place}#{by}", [day])
        return figures

    def note(self, place: str, days: Iterable[dt.date]) -> None:
        oldest = min(days, default=self.day)
        if oldest != self.day:
            self.kept[place] = oldest


def figures_of_plan(session: Session, board: Board, day: dt.date, questions: list[QuestionFigures]) -> Frozen:
    """The plan with those questions."""
    plan = board.plan
    shown_words = words_shown(session, board.campaign_ids)
    quotes: dict[str, list[str]] = {}
    for one in questions:
        for key in (*one.question.actions, *one.question.priorities):
            quotes.setdefault(key, []).extend(shown_words.get((one.questionnaire_id, one.question.key), ()))
    ideas, offers = ideas_per_action(session, plan.id), offers_per_action(session, plan.id)
    told = told_on_actions(session, [action.id for priority in plan.priorities for action in priority.actions])

    def figures_of_action(action: Action) -> ActionFigures:
        return ActionFigures(
            key=action.key,
            title=action.title,
            printed_number=action.printed_number,
            is_retired=action.is_retired,
            state=ActionState(action.state),
            heard=board.figures.of_action(action.key),
            ideas=ideas.get(action.key, 0),
            offers=shown(offers.get(action.key, 0), THRESHOLD),
            told=as_told(told.get(action.id)),
            cells=printed(action),
            quotes=quotes.get(action.key, [])[:MOST_QUOTES],
        )

    return Frozen(
        slug=plan.slug,
        title=plan.title,
        locale=plan.locale,
        organisation=organisation_name(session, plan),
        day=day,
        number=0,
        is_simulated=board.is_simulated,
        asked_from=min((c.opens_on for c in board.campaigns if c.opens_on), default=None),
        asked_until=max((c.closes_on for c in board.campaigns if c.closes_on), default=None),
        is_running=any(not campaign.is_over(day) for campaign in board.campaigns),
        questions_asked=questions_asked(board),
        everybody=board.figures.everybody,
        who=[by for by in board.who(session) if by.dimension in COUNTED],
        profile=[],
        questions=questions,
        labels=board.labels,
        checked=checked_of_plan(session, plan.id),
        priorities=[
            PriorityFigures(
                key=priority.key,
                number=priority.number,
                title=priority.title,
                heard=board.figures.of_priority(priority.key),
                quotes=quotes.get(priority.key, [])[:MOST_QUOTES],
                extract=priority.extract or "",
                notes=priority.notes,
                actions=[
                    figures_of_action(action)
                    for action in priority.actions
                    if not action.is_retired or board.figures.of_action(action.key).residents != 0
                ],
            )
            for priority in plan.priorities
        ],
    )


def organisation_name(session: Session, plan: Plan) -> str:
    return session.scalars(select(Organisation.name).where(Organisation.id == plan.organisation_id)).one()


def printed(action: Action) -> list[tuple[str, str]]:
    """The words of the plan on an action; of one typed in here, its title alone."""
    cells = [(str(heading), str(words)) for heading, words in action.original.get("cells", [])]
    return cells or [("", " ".join(part for part in (action.printed_number, action.title) if part))]


def as_told(told: Told | None) -> Told | None:
    """The reply without what only organisers know."""
    return replace(told, pilot_id=None, reminded_on=None) if told else None


def questions_asked(board: Board) -> int:
    """Questions on the plan; those on the respondent aside."""
    return sum(1 for one in board.asked for question in one.definition.questions() if not question.profile)
