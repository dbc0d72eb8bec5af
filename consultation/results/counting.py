"""Counts of subjects, before anything is hidden: from the sums kept with the sets of answers, else from the tallies.

Both are of this moment and the same; the tallies are kept in the transaction of each record, the sums stand ready for
all channels of a questionnaire together and are read in a few thousandths of a second at any size.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from consultation.models import Campaign, Channel, Tally
from consultation.results.queries import channels_of
from consultation.results.tallied import COUNTED, RESIDENT_KINDS, Dimension, Tallied
from consultation.submissions.fold import filed_sets
from consultation.submissions.margins import AGE_BAND, CHANNEL, KIND, LOCALE, SECTOR, Margins
from consultation.submissions.tallies import BASE

GROUPED_BY: Mapping[Dimension, InstrumentedAttribute[int] | InstrumentedAttribute[str]] = {
    Dimension.CHANNEL: Tally.channel_id,
    Dimension.LANGUAGE: Tally.locale,
    Dimension.AGE_BAND: Tally.age_band,
    Dimension.SECTOR: Tally.in_sector,
}

MOST_CHANGES = 1_000
"""Changed records beyond which adding up the tallies is faster than counting them one by one."""
Subject = tuple[int, str]
"""A questionnaire and a question key, or one of the subjects that begin with "@"."""


@dataclass
class TalliedHeard:
    """Counts of one subject over all questionnaires, before anything is hidden."""

    tallied: Tallied = field(default_factory=Tallied)
    channels: set[int] = field(default_factory=set)
    """Channels residents came through."""
    locales: set[str] = field(default_factory=set)
    """Languages residents answered in."""


def heard_by_subject(
    session: Session, campaign_ids: Collection[int], subjects: Collection[str]
) -> dict[str, TalliedHeard]:
    """{subject ("@all", "@action:P1.02"…): people heard through those campaigns}, in a few statements.

    A person is one submission; somebody who answers two questionnaires is heard twice.
    """
    found: dict[str, TalliedHeard] = {}
    kept, left = kept_of_campaigns(session, campaign_ids, subjects)
    for margins in kept.values():
        for subject, counts in margins.items():
            if not any(group[BASE] for group in counts.get(KIND, {}).values()):
                continue
            heard = found.setdefault(subject, TalliedHeard())
            for kind, group in counts[KIND].items():
                if group[BASE]:
                    heard.tallied.kinds.setdefault(kind, Counter())[BASE] += group[BASE]
            heard.locales |= {locale for locale, group in counts.get(LOCALE, {}).items() if group[BASE]}
            heard.channels |= {int(channel) for channel, group in counts.get(CHANNEL, {}).items() if group[BASE]}
    if kept and not left:
        return found
    rows = session.execute(
        select(Tally.subject, Tally.respondent_kind, Tally.channel_id, Tally.locale, func.sum(Tally.count))
        .where(
            *_counted(campaign_ids),
            *([Tally.questionnaire_id.in_(left)] if kept else []),
            Tally.subject.in_(subjects),
            Tally.option_key == BASE,
        )
        .group_by(Tally.subject, Tally.respondent_kind, Tally.channel_id, Tally.locale)
    )
    for subject, kind, channel_id, locale, count in rows:
        heard = found.setdefault(subject, TalliedHeard())
        heard.tallied.kinds.setdefault(kind, Counter())[BASE] += int(count)
        if kind in RESIDENT_KINDS:
            heard.channels.add(channel_id)
            heard.locales.add(locale)
    return found


def _counted(campaign_ids: Collection[int]) -> list[ColumnElement[bool]]:
    """The tallies of those campaigns: by questionnaire, which the key of the table begins with, and by channel."""
    questionnaires = select(Campaign.questionnaire_id).where(Campaign.id.in_(campaign_ids))
    return [
        Tally.questionnaire_id.in_(questionnaires),
        Tally.channel_id.in_(channels_of(campaign_ids)),
        Tally.count > 0,
    ]


def tallied_subjects(
    session: Session,
    campaign_ids: Collection[int],
    subjects: Collection[Subject],
    by: Collection[Dimension] = COUNTED,
) -> dict[Subject, Tallied]:
    """{(questionnaire, subject): counts by kind of respondent and, for residents, by each dimension}.

    Five statements, however many subjects; fewer for fewer dimensions.
    """
    keys = {subject for _, subject in subjects}
    kept, left = kept_of_campaigns(session, campaign_ids, keys)
    found = {
        (questionnaire_id, subject): tallied_of(counts, by)
        for questionnaire_id, margins in kept.items()
        for subject, counts in margins.items()
        if (questionnaire_id, subject) in subjects and counts
    }
    if kept and not left:
        return found
    here = [*_counted(campaign_ids), Tally.subject.in_(keys)]
    if kept:
        here.append(Tally.questionnaire_id.in_(left))
    for subject, group, option, count in _grouped(session, Tally.respondent_kind, here):
        found.setdefault(subject, Tallied()).kinds.setdefault(group, Counter())[option] += count
    residents = [*here, Tally.respondent_kind.in_(RESIDENT_KINDS)]
    for dimension, column in ((dimension, GROUPED_BY[dimension]) for dimension in by):
        for subject, group, option, count in _grouped(session, column, residents):
            groups = found.setdefault(subject, Tallied()).groups.setdefault(dimension, {})
            groups.setdefault(group, Counter())[option] += count
    return found


def kept_of_campaigns(
    session: Session, campaign_ids: Collection[int], subjects: Collection[str]
) -> tuple[dict[int, Margins], set[int]]:
    """({questionnaire: counts of the subjects}, questionnaires left whose tallies must be added up).

    The sets of answers hold these sums ready, as of this moment, for all channels of a questionnaire together.
    """
    if session.info.get("instance_dir") is None:
        return {}, set()
    columns = select(Campaign.questionnaire_id, Channel.id)
    rows = session.execute(
        columns.outerjoin(Channel, Channel.campaign_id == Campaign.id).where(Campaign.id.in_(campaign_ids))
    ).all()
    wanted: dict[int, set[str]] = {}
    for questionnaire_id, channel in rows:
        wanted.setdefault(questionnaire_id, set()).add(str(channel))
    kept: dict[int, Margins] = {}
    for questionnaire_id, channels in wanted.items():
        sets = filed_sets(session, questionnaire_id, MOST_CHANGES)
        if sets is not None and channels.issuperset(sets.options(CHANNEL)):
            kept[questionnaire_id] = sets.margins(subjects)
    return kept, wanted.keys() - kept.keys()


DIMENSIONS = {
    Dimension.CHANNEL: CHANNEL,
    Dimension.LANGUAGE: LOCALE,
    Dimension.AGE_BAND: AGE_BAND,
    Dimension.SECTOR: SECTOR,
}


def tallied_of(counts: Mapping[str, Mapping[str, Counter[str]]], by: Collection[Dimension]) -> Tallied:
    """The counts of one subject."""
    groups = {one: dict(counts[DIMENSIONS[one]]) for one in by if counts.get(DIMENSIONS[one])}
    return Tallied(dict(counts.get(KIND, {})), groups)


def _grouped(
    session: Session,
    column: InstrumentedAttribute[int] | InstrumentedAttribute[str],
    where: list[ColumnElement[bool]],
) -> Iterator[tuple[Subject, str, str, int]]:
    """Counts by one column: (subject, group, option, people)."""
    rows = session.execute(
        select(Tally.questionnaire_id, Tally.subject, column, Tally.option_key, func.sum(Tally.count))
        .where(*where)
        .group_by(Tally.questionnaire_id, Tally.subject, column, Tally.option_key)
    )
    for questionnaire_id, subject, group, option, count in rows:
        yield (questionnaire_id, subject), str(group), option, int(count)
