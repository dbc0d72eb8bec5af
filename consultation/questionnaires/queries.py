"""Reads of questionnaires; also of the plan and the counts, as far as questionnaires depend on them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session, selectinload

from consultation.models import Campaign, Channel, Place, Plan, Priority, Questionnaire, SheetBatch, Tally, Version
from consultation.questionnaires.definition import Definition, Option
from consultation.questionnaires.drafts import with_places
from consultation.questionnaires.states import Round, state_of
from consultation.terms import QuestionnaireState

_definitions: dict[tuple[int, str, dt.datetime], Definition] = {}
MOST_KEPT = 256
"""Definitions kept by one process, about 100 kB each; the oldest leaves first."""


def definition_of(version: Version) -> Definition:
    """The document of a published version, checked and typed once a process: it never changes."""
    key = (version.id, version.print_code, version.published_at)
    if key not in _definitions:
        while len(_definitions) >= MOST_KEPT:
            _definitions.pop(next(iter(_definitions)), None)
        _definitions[key] = Definition.model_validate(version.definition)
    return _definitions[key]


def draft_of(questionnaire: Questionnaire) -> Definition:
    """The draft, typed."""
    return Definition.model_validate(questionnaire.draft)


@dataclass(frozen=True)
class Opened:
    """A questionnaire an organiser works on, with its plan."""

    questionnaire: Questionnaire
    plan: Plan

    @property
    def id(self) -> int:
        return self.questionnaire.id

    @property
    def draft(self) -> Definition:
        """The draft as it stands."""
        return draft_of(self.questionnaire)

    @property
    def spent_keys(self) -> Sequence[str]:
        return self.questionnaire.spent_keys


def opened(session: Session, questionnaire_id: int, scope: int | None, *, to_edit: bool = False) -> Opened | None:
    """The questionnaire and its plan, None when it is not of that organisation; see `questionnaire_by_id`."""
    found = questionnaire_by_id(session, questionnaire_id, scope, to_edit=to_edit)
    return Opened(found, plan_of(session, found)) if found else None


def action_titles(plan: Plan) -> dict[str, str]:
    """{action key: title} of a plan that was read with its actions."""
    return {action.key: action.title for priority in plan.priorities for action in priority.actions}


def draft_today(session: Session, questionnaire_id: int, scope: int | None) -> Definition | None:
    """The draft as it would be published now, with the places of today; None when it is not of that organisation."""
    found = questionnaire_by_id(session, questionnaire_id, scope)
    return with_places(draft_of(found), places_of_plan(session, found.plan_id)) if found else None


def plan_by_slug(session: Session, slug: str, scope: int | None) -> Plan | None:
    """The plan of that address with its priorities and actions; None when it is not of that organisation."""
    chosen = select(Plan).where(Plan.slug == slug, in_scope(scope)).options(WHOLE_PLAN)
    return session.scalars(chosen).one_or_none()


def plan_of(session: Session, questionnaire: Questionnaire) -> Plan:
    """The plan of a questionnaire with its priorities and actions."""
    return session.scalars(select(Plan).where(Plan.id == questionnaire.plan_id).options(WHOLE_PLAN)).one()


WHOLE_PLAN = selectinload(Plan.priorities).selectinload(Priority.actions)


def in_scope(scope: int | None) -> ColumnElement[bool]:
    """The condition that a plan is one this account reaches; None reaches all."""
    return true() if scope is None else Plan.organisation_id == scope


def questionnaire_by_id(
    session: Session, questionnaire_id: int, scope: int | None, *, to_edit: bool = False
) -> Questionnaire | None:
    """The questionnaire, None when it is not of that organisation.

    :param to_edit: whoever else wants to edit it waits for this transaction
    """
    chosen = select(Questionnaire).join(Plan, Plan.id == Questionnaire.plan_id)
    chosen = chosen.where(Questionnaire.id == questionnaire_id, in_scope(scope))
    if to_edit:
        chosen = chosen.with_for_update(of=Questionnaire)
    return session.scalars(chosen).one_or_none()


def versions_of(session: Session, questionnaire_id: int) -> Sequence[Version]:
    """Published versions, the latest first."""
    chosen = select(Version).where(Version.questionnaire_id == questionnaire_id)
    return session.scalars(chosen.order_by(Version.number.desc())).all()


def latest_version(session: Session, questionnaire_id: int) -> Version | None:
    """The version people answer now; None before the first publication."""
    chosen = select(Version).where(Version.questionnaire_id == questionnaire_id)
    return session.scalars(chosen.order_by(Version.number.desc()).limit(1)).one_or_none()


def version_by_number(session: Session, questionnaire_id: int, number: int) -> Version | None:
    chosen = select(Version).where(Version.questionnaire_id == questionnaire_id, Version.number == number)
    return session.scalars(chosen).one_or_none()


def published_keys(session: Session, questionnaire_id: int) -> set[str]:
    """Keys of the questions ever published (each version carries those of the versions before)."""
    version = latest_version(session, questionnaire_id)
    return {question.key for question in definition_of(version).questions()} if version else set()


@dataclass(frozen=True)
class Listed:
    """One line of the list of questionnaires."""

    id: int
    definition: Definition
    number: int | None
    """Number of the version people answer; None while there is none."""
    published_at: dt.datetime | None
    state: QuestionnaireState
    submissions: int
    channels: int

    @property
    def questions(self) -> int:
        return sum(not question.retired for question in self.definition.questions())


def questionnaires_of_plan(session: Session, plan_id: int, today: dt.date) -> list[Listed]:
    """The questionnaires of a plan, the newest first; as many statements however many there are."""
    newest = (
        select(Version.questionnaire_id, func.max(Version.number).label("number"))
        .group_by(Version.questionnaire_id)
        .subquery()
    )
    is_newest = and_(Version.questionnaire_id == newest.c.questionnaire_id, Version.number == newest.c.number)
    rows = session.execute(
        select(Questionnaire, Version)
        .outerjoin(newest, newest.c.questionnaire_id == Questionnaire.id)
        .outerjoin(Version, is_newest)
        .where(Questionnaire.plan_id == plan_id)
        .order_by(Questionnaire.id.desc())
    ).all()
    submissions = submission_counts(session, plan_id)
    channels = channel_counts(session, plan_id)
    rounds = rounds_of(session, Campaign.plan_id == plan_id)
    return [
        Listed(
            id=row.id,
            definition=draft_of(row),
            number=version.number if version else None,
            published_at=version.published_at if version else None,
            state=_state(row, version, rounds.get(row.id, ()), today),
            submissions=submissions.get(row.id, 0),
            channels=channels.get(row.id, 0),
        )
        for row, version in rows
    ]


def state_of_questionnaire(session: Session, questionnaire: Questionnaire, today: dt.date) -> QuestionnaireState:
    """Where one questionnaire stands."""
    rounds = rounds_of(session, Campaign.questionnaire_id == questionnaire.id).get(questionnaire.id, ())
    return _state(questionnaire, latest_version(session, questionnaire.id), rounds, today)


def _state(
    questionnaire: Questionnaire, version: Version | None, rounds: Iterable[Round], today: dt.date
) -> QuestionnaireState:
    return state_of(
        rounds,
        today,
        is_archived=questionnaire.archived_at is not None,
        is_published=version is not None,
        has_news=version is not None and definition_of(version) != draft_of(questionnaire),
    )


def rounds_of(session: Session, which: ColumnElement[bool]) -> dict[int, list[Round]]:
    """{questionnaire id: state and last day of each campaign that asks it}."""
    found: dict[int, list[Round]] = {}
    for key, state, last in session.execute(
        select(Campaign.questionnaire_id, Campaign.state, Campaign.closes_on).where(which)
    ):
        found.setdefault(key, []).append((state, last))
    return found


@dataclass(frozen=True)
class Standing:
    """What was answered and printed so far, for the page that publishes."""

    submissions: int
    answers: Mapping[str, int]
    """{question key: people who answered it}."""
    printed_versions: int
    """Versions of which paper sheets were printed."""


def standing_of(session: Session, questionnaire_id: int) -> Standing:
    """The answers and sheets a new version must not disturb."""
    counted = select(Tally.subject, func.sum(Tally.count)).where(
        Tally.questionnaire_id == questionnaire_id, Tally.option_key == "*"
    )
    answers = {subject: int(count) for subject, count in session.execute(counted.group_by(Tally.subject))}
    printed = select(func.count(func.distinct(SheetBatch.version_id))).join(
        Version, Version.id == SheetBatch.version_id
    )
    return Standing(
        submissions=answers.get("@all", 0),
        answers={key: count for key, count in answers.items() if not key.startswith("@")},
        printed_versions=session.scalar(printed.where(Version.questionnaire_id == questionnaire_id)) or 0,
    )


def submission_counts(session: Session, plan_id: int) -> dict[int, int]:
    """{questionnaire id: submissions counted} of a plan."""
    counted = (
        select(Tally.questionnaire_id, func.sum(Tally.count))
        .join(Questionnaire, Questionnaire.id == Tally.questionnaire_id)
        .where(Questionnaire.plan_id == plan_id, Tally.subject == "@all", Tally.option_key == "*")
        .group_by(Tally.questionnaire_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(counted)}


def channel_counts(session: Session, plan_id: int) -> dict[int, int]:
    """{questionnaire id: channels that lead to it} of a plan."""
    counted = (
        select(Campaign.questionnaire_id, func.count(Channel.id))
        .join(Channel, Channel.campaign_id == Campaign.id)
        .where(Campaign.plan_id == plan_id)
        .group_by(Campaign.questionnaire_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(counted)}


def places_of_plan(session: Session, plan_id: int) -> list[Option]:
    """The places register as options, by name; places no longer in use left out."""
    places = session.scalars(select(Place).where(Place.plan_id == plan_id, Place.is_retired.is_(False))).all()
    options = [Option(key=place.key, label=place.name) for place in places]
    return sorted(options, key=lambda option: next(iter(option.label.values()), option.key).casefold())


def used_print_codes(session: Session, prefix: str) -> set[str]:
    """Print codes that start with those letters."""
    return set(session.scalars(select(Version.print_code).where(Version.print_code.startswith(prefix))))
