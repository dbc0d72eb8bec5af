"""An edition as programs read it: the JSON file and the answers of the read API, described by these models.

A count of null is hidden: it, or one that could be worked out from it, would show a small group. Labels are
{language: words}; "" is of no language (names, numbers).
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from consultation.results.editions.frozen import ActionFigures, Frozen, PriorityFigures, question_place
from consultation.results.figures import Breakdown, Group, Heard, QuestionFigures
from consultation.submissions.told import Told

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Of the published figures: anybody may use them and says where they come from."""
Text = dict[str, str]
Hidden = int | None


class PublicHeard(BaseModel):
    """People heard: each once."""

    residents: Hidden
    others: dict[str, Hidden] = Field(description="Professionals, companies, associations: never added to residents")
    channels: int
    threshold: int = Field(description="A group of fewer people is not shown")
    figures_of: dt.date | None = Field(
        description="Day of an earlier edition whose figures still stand, as fewer than the threshold changed since"
    )


class PublicGroup(BaseModel):
    """Some of the people who answered."""

    group: str = Field(description="merged: small groups and people who did not say, together; empty: did not say")
    label: Text
    base: Hidden
    counts: dict[str, Hidden] = Field(description="{option: people}")


class PublicBreakdown(BaseModel):
    """Residents by channel, place, language, age or sector."""

    dimension: str
    is_withheld: bool
    figures_of: dt.date | None
    groups: list[PublicGroup]


class PublicOption(BaseModel):
    """One answer people could give; the words of "I prefer not to say" and the like are those of its key."""

    key: str
    label: Text
    is_retired: bool


class PublicRank(BaseModel):
    """Where an option stands in a ranking; 1 is the first choice."""

    average: float
    people: int


class PublicQuestion(BaseModel):
    """All that may be shown of a question; a table has a part for each row."""

    id: str
    questionnaire: int
    key: str
    row: str | None
    kind: str
    label: Text
    purpose: str | None
    is_sensitive: bool
    is_several: bool = Field(description="Whether one person may choose several options")
    threshold: int
    actions: list[str]
    priorities: list[str]
    figures_of: dt.date | None
    options: list[PublicOption]
    residents: PublicGroup
    share_base: Hidden = Field(description="What shares are of: who gave an answer")
    median: float | None
    mean: float | None
    ranks: dict[str, PublicRank]
    breakdowns: list[PublicBreakdown]
    others: list[PublicGroup]
    rows: list["PublicQuestion"]


class PublicReply(BaseModel):
    """What the town told."""

    state: str | None
    said: Text
    because: Text
    carrier: str | None
    due_on: dt.date | None
    told_on: dt.date
    signed: str


class PublicAction(BaseModel):
    """One action of the plan."""

    key: str
    title: str
    is_retired: bool
    state: str
    heard: PublicHeard
    ideas: int
    offers: Hidden
    reply: PublicReply | None
    questions: list[str]


class PublicPriority(BaseModel):
    """One priority of the plan with its actions."""

    key: str
    number: int
    title: str
    heard: PublicHeard
    questions: list[str]
    actions: list[PublicAction]


class PublicEdition(BaseModel):
    """The figures of a plan on one day."""

    plan: str
    title: str
    language: str
    organisation: str
    day: dt.date
    edition: int
    is_simulated: bool = Field(description="Whether a program made some of the answers")
    is_running: bool = Field(description="Whether people could still answer")
    asked_from: dt.date | None
    asked_until: dt.date | None
    questions_asked: int
    licence: str
    everybody: PublicHeard
    who: list[PublicBreakdown]
    profile: list[PublicQuestion]
    priorities: list[PublicPriority]
    questions: list[PublicQuestion]


def public_edition(frozen: Frozen) -> PublicEdition:
    """The whole edition."""
    return PublicEdition(
        plan=frozen.slug,
        title=frozen.title,
        language=frozen.locale,
        organisation=frozen.organisation,
        day=frozen.day,
        edition=frozen.number,
        is_simulated=frozen.is_simulated,
        is_running=frozen.is_running,
        asked_from=frozen.asked_from,
        asked_until=frozen.asked_until,
        questions_asked=frozen.questions_asked,
        licence=LICENCE,
        everybody=heard(frozen, "", frozen.everybody),
        who=[breakdown(frozen, "who", by) for by in frozen.who],
        profile=[question(frozen, one) for one in frozen.profile],
        priorities=[priority(frozen, one) for one in frozen.priorities],
        questions=[question(frozen, one) for one in frozen.questions],
    )


def priority(frozen: Frozen, one: PriorityFigures) -> PublicPriority:
    return PublicPriority(
        key=one.key,
        number=one.number,
        title=one.title,
        heard=heard(frozen, one.key, one.heard),
        questions=[question_place(asked) for asked in frozen.questions_on(one.key)],
        actions=[action(frozen, each) for each in one.actions],
    )


def action(frozen: Frozen, one: ActionFigures) -> PublicAction:
    return PublicAction(
        key=one.key,
        title=one.title,
        is_retired=one.is_retired,
        state=one.state,
        heard=heard(frozen, one.key, one.heard),
        ideas=one.ideas,
        offers=one.offers,
        reply=reply(one.told) if one.told else None,
        questions=[question_place(asked) for asked in frozen.questions_on(one.key)],
    )


def reply(told: Told) -> PublicReply:
    return PublicReply(
        state=told.state,
        said=told.said,
        because=told.because,
        carrier=told.carrier,
        due_on=told.due_on,
        told_on=told.told_on,
        signed=told.signed,
    )


def heard(frozen: Frozen, key: str, found: Heard) -> PublicHeard:
    return PublicHeard(
        residents=found.residents,
        others=dict(found.others),
        channels=found.channels,
        threshold=found.threshold,
        figures_of=frozen.kept.get(f"heard:{key}"),
    )


def question(frozen: Frozen, one: QuestionFigures) -> PublicQuestion:
    place, asked = question_place(one), one.question
    return PublicQuestion(
        id=place,
        questionnaire=one.questionnaire_id,
        key=asked.key,
        row=one.key or None,
        kind=asked.kind,
        label=dict(one.label if one.key else asked.label),
        purpose=asked.purpose,
        is_sensitive=asked.sensitive,
        is_several=one.is_several,
        threshold=one.threshold,
        actions=list(asked.actions),
        priorities=list(asked.priorities),
        figures_of=frozen.kept.get(place),
        options=[PublicOption(key=o.key, label=dict(o.label), is_retired=o.retired) for o in one.options_to_show],
        residents=group({}, one, one.residents),
        share_base=one.residents.share_base,
        median=one.median,
        mean=one.mean,
        ranks={key: PublicRank(average=rank.average, people=rank.people) for key, rank in one.ranks.items()},
        breakdowns=[breakdown(frozen, place, by, one) for by in one.breakdowns],
        others=[group(frozen.labels.get("kind", {}), one, other) for other in one.others],
        rows=[question(frozen, row) for row in one.rows],
    )


def breakdown(frozen: Frozen, place: str, by: Breakdown, asked: QuestionFigures | None = None) -> PublicBreakdown:
    labels = frozen.labels.get(by.dimension, {})
    return PublicBreakdown(
        dimension=by.dimension,
        is_withheld=by.is_withheld,
        figures_of=frozen.kept.get(f"{place}#{by.dimension}"),
        groups=[group(labels, asked, one) for one in by.groups],
    )


def group(labels: Mapping[str, Mapping[str, str]], asked: QuestionFigures | None, one: Group) -> PublicGroup:
    shown: Sequence[str] = [option.key for option in asked.options_to_show] if asked else ()
    return PublicGroup(
        group=one.key.removeprefix("*"),
        label=dict(labels.get(one.key, {})),
        base=one.base,
        counts={key: one.counts[key] for key in shown},
    )
