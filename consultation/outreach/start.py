"""Start small: one question, one action, one code (T40)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consultation.models import Channel, Plan
from consultation.outreach.create import Days, create_campaign, create_channel
from consultation.outreach.edit import open_campaign
from consultation.questionnaires import drafts
from consultation.questionnaires.bank import proposed_for
from consultation.questionnaires.create import create_questionnaire
from consultation.questionnaires.definition import Question
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.kinds import READY_OPTIONS
from consultation.questionnaires.publish import publish_version
from consultation.questionnaires.queries import Opened
from consultation.terms import ChannelKind, Kind


@dataclass(frozen=True, kw_only=True)
class Hanging:
    """Where the first poster hangs."""

    name: str
    place_id: int | None = None
    #: drawn with the form, so that a form sent twice starts one campaign
    code: str | None = None


def proposals(title: str) -> tuple[Question, ...]:
    """Questions the bank has for an action of that title; those on the person answering ask nothing of an action."""
    entry = proposed_for(title)
    return tuple(question for question in entry.questions if not question.profile) if entry else ()


def own_question(label: dict[str, str], kind: Kind) -> Question:
    """A question in one's own words, with the usual options of its kind."""
    return Question(key="own", kind=kind, label=label, options=READY_OPTIONS.get(kind, ()))


def start_small(
    session: Session,
    plan: Plan,
    action: str,
    question: Question,
    hanging: Hanging,
    closes_on: dt.date | None,
    *,
    locales: tuple[str, ...],
    account_id: int | None,
    today: dt.date,
) -> Channel:
    """The channel of a new campaign that is open, asking that one question about that action.

    :param plan: with its priorities and actions
    :raises CodeTaken: when the form of this code was sent before
    :raises NotReady: when the question cannot be published as it is
    :raises AlreadyOver: when the last day is past
    """
    spoken = [
        locale for locale in sorted(locales, key=lambda locale: locale != plan.locale) if question.label.get(locale)
    ]
    title = {locale: question.label[locale] for locale in spoken}
    made = Opened(create_questionnaire(session, plan, title, spoken, {}, with_profile=False), plan)
    key = drafts.new_key(drafts.key_base([action], []), drafts.keys_of(made.draft))
    asked = question.model_copy(update={"key": key, "actions": (action,)})
    save_draft(session, made.questionnaire, drafts.add_question(made.draft, asked))
    publish_version(session, made, account_id=account_id, revision=made.questionnaire.revision)
    campaign = create_campaign(session, made.questionnaire, title, Days(closes_on=closes_on))
    channel = create_channel(
        session, campaign, ChannelKind.POSTER, hanging.name, place_id=hanging.place_id, code=hanging.code
    )
    open_campaign(session, campaign, today)
    return channel
