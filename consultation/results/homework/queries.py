"""Reads of what residents say of the town's work."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, HomeworkQuestion, Reply
from consultation.results.counts import Board, counted_questions, question_figures
from consultation.results.figures import QuestionFigures
from consultation.terms import CampaignState


@dataclass(frozen=True)
class Marked:
    """What residents say of one reply."""

    reply_id: int
    figures: QuestionFigures


def marks(session: Session, board: Board) -> dict[int, Marked]:
    """{action: what residents say of the latest reply they were asked about}, as far as the board's campaigns go."""
    asked = on_replies(session, board.campaign_ids)
    wanted = [one for one in counted_questions(board.asked) if (one.questionnaire_id, one.question.key) in asked]
    return marked(asked, question_figures(session, board.campaign_ids, wanted, board.labels))


def on_replies(session: Session, campaign_ids: Collection[int]) -> dict[tuple[int, str], tuple[int, int]]:
    """{(questionnaire, question): (action, reply) it asks about}, of those campaigns, the first first."""
    rows = session.execute(
        select(Reply.action_id, Reply.id, Campaign.questionnaire_id, HomeworkQuestion.question_key)
        .join(HomeworkQuestion, HomeworkQuestion.reply_id == Reply.id)
        .join(Campaign, Campaign.id == HomeworkQuestion.campaign_id)
        .where(Campaign.id.in_(campaign_ids), Campaign.state != CampaignState.DRAFT)
        .order_by(Campaign.id)
    )
    return {(questionnaire, key): (action, reply) for action, reply, questionnaire, key in rows}


def marked(asked: Mapping[tuple[int, str], tuple[int, int]], figures: Iterable[QuestionFigures]) -> dict[int, Marked]:
    """{action: the figures of the question on its reply}, of those somebody answered."""
    found = {}
    for one in figures:
        about = asked.get((one.questionnaire_id, one.question.key))
        if about and one.is_heard:
            found[about[0]] = Marked(about[1], one)
    return found


def homework_campaigns(session: Session, plan_id: int) -> Collection[tuple[int, str]]:
    """(campaign, state) of the homework of a plan, the latest first."""
    rows = session.execute(
        select(Campaign.id, Campaign.state)
        .where(Campaign.plan_id == plan_id, Campaign.id.in_(select(HomeworkQuestion.campaign_id)))
        .order_by(Campaign.id.desc())
    )
    return [(row[0], row[1]) for row in rows]
