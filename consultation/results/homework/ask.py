"""Ask the places that were asked whether it is done as was said."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Channel, HomeworkQuestion, Plan
from consultation.outreach.create import Days, create_campaign, create_channel
from consultation.questionnaires import drafts
from consultation.questionnaires.create import create_questionnaire
from consultation.questionnaires.definition import Option, Question
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.publish import publish_version
from consultation.questionnaires.queries import Opened
from consultation.results.homework.resident_words import answer_words, question_words, title_words
from consultation.submissions.told import Told
from consultation.terms import CampaignState, ChannelKind, Kind, ReplyState

DOABLE = frozenset({ReplyState.DONE, ReplyState.DOING})
"""Replies that people can see the work of."""
FACES = {"yes": "face_happy", "partly": "face_neutral", "no": "face_sad"}


class NothingToMark(Exception):
    """No reply says that something is done or being done."""


def ask_homework(
    session: Session, plan: Plan, told: Sequence[Told], locales: Sequence[str], *, account_id: int | None
) -> Campaign:
    """A campaign, still a draft, with one question of three faces a reply, and a channel at each place that asked.

    Its questions hang on the replies, not on the actions: who marks the work is not counted as having said a need.

    :param told: replies that stand
    :param locales: languages people are asked in, the plan's first
    :raises NothingToMark: when no reply is about work
    """
    told = [one for one in told if one.state in DOABLE]
    spoken = [locale for locale in locales if all(one.because.get(locale) for one in told)]
    if not told or not spoken:
        raise NothingToMark
    title = title_words(spoken)
    made = Opened(create_questionnaire(session, plan, title, spoken, {}, with_profile=False), plan)
    answers = answer_words(spoken)
    options = tuple(Option(key=key, label=words, pictogram=FACES[key]) for key, words in answers.items())
    keys: dict[str, Told] = {}
    definition = made.draft
    for number, one in enumerate(told, 1):
        question = Question(
            key=f"homework_{number}", kind=Kind.FACES, label=question_words(one, spoken), options=options
        )
        keys[question.key] = one
        definition = drafts.add_question(definition, question)
    save_draft(session, made.questionnaire, definition)
    publish_version(session, made, account_id=account_id, revision=made.questionnaire.revision)
    campaign = create_campaign(session, made.questionnaire, title, Days(), is_simulated=is_simulated(session, plan))
    session.add_all(
        HomeworkQuestion(campaign_id=campaign.id, question_key=key, reply_id=one.id) for key, one in keys.items()
    )
    for kind, name, place_id, locale in places_that_asked(session, plan.id):
        create_channel(session, campaign, ChannelKind(kind), name, place_id=place_id, locale=locale)
    session.flush()
    return campaign


def places_that_asked(session: Session, plan_id: int) -> list[tuple[str, str, int | None, str | None]]:
    """(kind, name, place, language) of the channels that asked, each once; boxes and earlier homework left out."""
    rows = session.execute(
        select(Channel.kind, Channel.name, Channel.place_id, Channel.locale)
        .join(Campaign, Campaign.id == Channel.campaign_id)
        .where(
            Campaign.plan_id == plan_id,
            Campaign.state != CampaignState.DRAFT,
            Channel.kind != ChannelKind.IDEA_BOX,
            Campaign.id.not_in(select(HomeworkQuestion.campaign_id)),
        )
        .order_by(Channel.id)
    )
    return list({(row[0], row[1]): (row[0], row[1], row[2], row[3]) for row in rows}.values())


def is_simulated(session: Session, plan: Plan) -> bool:
    """Whether the campaigns of the plan are invented."""
    found = select(Campaign.id).where(Campaign.plan_id == plan.id, Campaign.is_simulated).limit(1)
    return session.scalars(found).first() is not None
