"""A campaign whose answers are drawn from a seed, and its truth counted from the records by code of its own."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Account, Campaign, Channel, Organisation, Plan, Submission, Version
from consultation.questionnaires.definition import Answers, Definition
from consultation.submissions.record import record_submission
from consultation.terms import Kind, Mode, Role
from tests import factories


def text(words: str) -> dict[str, str]:
    return {"fr": words, "ar": f"{words} (ar)", "en": f"{words} (en)"}


def options(*keys: str, **flags: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "label": text(f"choix {key}"), **flags.get(key, {})} for key in keys]


def question(key: str, kind: Kind, **given: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": text(f"Question {key} ?"), **given}


YES_NO = options("yes", "maybe", "no")
DEFINITION: dict[str, Any] = {
    "title": text("Questionnaire"),
    "locales": ["fr", "ar", "en"],
    "sections": [
        {
            "key": "all",
            "questions": [
                question(
                    "lack",
                    Kind.SEVERAL_CHOICES,
                    maximum=2,
                    actions=["P1.01", "P1.02"],
                    purpose="need",
                    options=options("party", "place", "help", "nothing", nothing={"exclusive": True}),
                ),
                question("coffee", Kind.YES_MAYBE_NO, actions=["P1.02"], purpose="wish", options=YES_NO),
                question("care", Kind.ONE_CHOICE, actions=["P1.03"], sensitive=True, options=YES_NO),
                question("times", Kind.NUMBER, actions=["P1.04"], low=0, high=400),
                question("say", Kind.LONG_TEXT, actions=["P1.02"]),
                question("whole", Kind.ONE_CHOICE, priorities=["P1"], options=YES_NO),
            ],
        },
        {
            "key": "you",
            "questions": [
                question("age", Kind.ONE_CHOICE, profile="age_band", options=options("young", "grown", "old")),
                question("sector", Kind.ONE_CHOICE, profile="in_sector", options=options("yes", "no")),
                question(
                    "kind",
                    Kind.ONE_CHOICE,
                    profile="respondent_kind",
                    options=options("resident", "professional", "company", "association"),
                ),
                question("gender", Kind.ONE_CHOICE, profile="gender", options=options("woman", "man")),
            ],
        },
    ],
}


@dataclass
class Seeded:
    """Rows of the seeded campaign."""

    plan: Plan
    campaign: Campaign
    version: Version
    channels: list[Channel]
    organiser: Account

    def account(self, session: Session, role: Role) -> Account:
        return factories.account(session, role, organisation_id=self.plan.organisation_id, locale="en")


def seeded(session: Session, people: int = 300, *, actions: int = 5, seed: int = 7, **campaign: Any) -> Seeded:
    """A plan with answers by five channels, three languages, three ages and four kinds of people."""
    organisation: Organisation = factories.organisation(session)
    plan = factories.plan(session, actions, organisation_id=organisation.id)
    questionnaire = factories.questionnaire(session, DEFINITION, plan_id=plan.id)
    version = factories.version(session, DEFINITION, questionnaire_id=questionnaire.id)
    made = factories.campaign(session, questionnaire_id=questionnaire.id, **campaign)
    channels = [factories.channel(session, campaign_id=made.id, name=f"Place {n}") for n in range(5)]
    organiser = factories.account(session, Role.ORGANISER, organisation_id=organisation.id, locale="en")
    rows = Seeded(plan, made, version, channels, organiser)
    chance = random.Random(seed)
    for number in range(people):
        answer(
            session,
            rows,
            f"token-{number}",
            drawn(chance),
            channel=min(int(chance.expovariate(0.8)), 4),
            locale=chance.choices(["fr", "ar", "en"], [70, 25, 5])[0],
        )
    return rows


def answer(
    session: Session, rows: Seeded, token: str, answers: Answers, *, channel: int = 0, locale: str = "fr"
) -> None:
    """Record one submission."""
    record_submission(
        session,
        version_id=rows.version.id,
        questionnaire_id=rows.version.questionnaire_id,
        definition=Definition.model_validate(rows.version.definition),
        answers=answers,
        token=token,
        channel_id=rows.channels[channel].id,
        mode=Mode.SELF_ONLINE,
        locale=locale,
        day=dt.date(2025, 3, 14),
    )


def drawn(chance: random.Random) -> Answers:
    """What one person answers."""
    found: Answers = {}

    def one(key: str, share: float, weights: dict[str, int]) -> None:
        if chance.random() < share:
            found[key] = {"chosen": chance.choices(list(weights), list(weights.values()))}

    if chance.random() < 0.9:
        ticks = {"nothing"} if chance.random() < 0.1 else set(chance.choices(["party", "place", "help"], k=2))
        found["lack"] = {"chosen": [key for key in ("party", "place", "help", "nothing") if key in ticks]}
    one("coffee", 0.8, {"yes": 70, "maybe": 20, "no": 10})
    one("care", 0.3, {"yes": 60, "maybe": 5, "no": 35})
    one("whole", 0.5, {"yes": 90, "maybe": 9, "no": 1})
    if chance.random() < 0.4:
        found["times"] = {"number": float(chance.choice([1, 2, 2, 3, 4, 4, 4, 12, 12, 30, 52, 52, 100, 200, 300]))}
    if chance.random() < 0.1:
        found["say"] = {"text": f"=mots {chance.randrange(1000)}"}
    one("age", 0.9, {"young": 30, "grown": 60, "old": 3})
    one("sector", 0.9, {"yes": 90, "no": 10})
    one("kind", 0.8, {"resident": 85, "professional": 10, "company": 4, "association": 1})
    one("gender", 0.7, {"woman": 60, "man": 40})
    return found


# The truth, from the records alone.

Key = tuple[str, str, str, str]
"""Question, dimension ("residents", "kind", "channel"…), group, option ("*" for the base)."""


def truth(session: Session, questionnaire_id: int) -> Counter[Key]:
    """{(question, dimension, group, option): people}."""
    found: Counter[Key] = Counter()
    for row in session.scalars(
        select(Submission).where(Submission.questionnaire_id == questionnaire_id, Submission.withdrawn_on.is_(None))
    ):
        kind = first(row, "kind")
        if kind in {"", "resident"}:
            places = {
                "residents": "",
                "channel": str(row.channel_id),
                "language": row.locale,
                "age_band": first(row, "age"),
                "sector": first(row, "sector"),
            }
        else:
            places = {"kind": kind}
        for question_key, given in row.answers.items():
            for dimension, group in places.items():
                for option in {"*", *given.get("chosen", ())}:
                    found[question_key, dimension, group, option] += 1
    return found


def first(row: Submission, key: str) -> str:
    chosen = row.answers.get(key, {}).get("chosen", [])
    return str(chosen[0]) if chosen else ""


def heard(session: Session, questionnaire_id: int, questions: set[str]) -> Counter[str]:
    """{kind ("residents" for those and for the silent): people who answered one of these questions}."""
    found: Counter[str] = Counter()
    for row in session.scalars(select(Submission).where(Submission.questionnaire_id == questionnaire_id)):
        if questions & row.answers.keys() and row.withdrawn_on is None:
            kind = first(row, "kind")
            found["residents" if kind in {"", "resident"} else kind] += 1
    return found
