"""Rows for tests: name what the test is about, the factory fills in the rest. Everything here is invented."""

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import (
    Account,
    Action,
    Box,
    Campaign,
    Channel,
    Edition,
    Idea,
    Offer,
    Organisation,
    Plan,
    Priority,
    Questionnaire,
    Reply,
    ReplyWish,
    Version,
    random_key,
)
from consultation.plan.queries import plan_by_id
from consultation.results.editions.freeze import freeze
from consultation.results.editions.frozen import to_document
from consultation.terms import CampaignState, ChannelKind, Kind, Mode, OfferKind, ReplyState, Role, WayToTell

_numbers = itertools.count(1)

DEFINITION: dict[str, Any] = {
    "title": {"fr": "Vos envies", "ar": "رغباتكم", "en": "Your wishes"},
    "locales": ["fr", "ar", "en"],
    "sections": [
        {
            "key": "wishes",
            "title": {"fr": "Animations", "ar": "أنشطة", "en": "Activities"},
            "questions": [
                {
                    "key": "q_missing",
                    "kind": Kind.SEVERAL_CHOICES,
                    "label": {"fr": "Qu'est-ce qui vous manque ?", "ar": "ماذا ينقصك؟", "en": "What do you miss?"},
                    "maximum": 2,
                    "actions": ["P1.01", "P1.02"],
                    "options": [
                        {"key": "parties", "label": {"fr": "Des fêtes", "ar": "حفلات", "en": "Parties"}},
                        {"key": "place", "label": {"fr": "Un lieu", "ar": "مكان", "en": "A place"}},
                        {"key": "other", "label": {"fr": "Autre", "ar": "غير ذلك", "en": "Other"}, "specify": True},
                        {
                            "key": "nothing",
                            "label": {"fr": "Rien", "ar": "لا شيء", "en": "Nothing"},
                            "exclusive": True,
                        },
                    ],
                },
                {
                    "key": "q_coffee",
                    "kind": Kind.YES_MAYBE_NO,
                    "label": {"fr": "Un café en bas ?", "ar": "قهوة في الأسفل؟", "en": "A coffee downstairs?"},
                    "actions": ["P1.02"],
                    "options": [
                        {"key": "yes", "label": {"fr": "Oui", "ar": "نعم", "en": "Yes"}},
                        {"key": "maybe", "label": {"fr": "Peut-être", "ar": "ربما", "en": "Maybe"}},
                        {"key": "no", "label": {"fr": "Non", "ar": "لا", "en": "No"}},
                    ],
                },
                {
                    "key": "q_words",
                    "kind": Kind.LONG_TEXT,
                    "label": {"fr": "Autre chose à dire ?", "ar": "شيء آخر؟", "en": "Anything else?"},
                    "actions": ["P1.02"],
                },
            ],
        },
        {
            "key": "you",
            "title": {"fr": "Vous", "ar": "أنت", "en": "You"},
            "questions": [
                {
                    "key": "age",
                    "kind": Kind.ONE_CHOICE,
                    "profile": "age_band",
                    "label": {"fr": "Votre âge", "ar": "عمرك", "en": "Your age"},
                    "options": [
                        {"key": "15_24", "label": {"fr": "15 à 24 ans", "ar": "15-24", "en": "15 to 24"}},
                        {"key": "25_64", "label": {"fr": "25 à 64 ans", "ar": "25-64", "en": "25 to 64"}},
                        {"key": "65_more", "label": {"fr": "65 ans et plus", "ar": "65+", "en": "65 or more"}},
                    ],
                }
            ],
        },
    ],
}
"""A small questionnaire in three languages: several choices, yes/maybe/no, long text, age band."""


def add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def organisation(session: Session, **given: Any) -> Organisation:
    n = next(_numbers)
    return add(session, Organisation(**{"slug": f"town-{n}", "name": f"Town {n}", **given}))  # type: ignore[no-any-return]


def account(session: Session, role: Role = Role.ORGANISER, **given: Any) -> Account:
    """An account whose password nobody knows: sign in with `client.sign_in(account)`."""
    n = next(_numbers)
    if "organisation_id" not in given and role is not Role.ADMINISTRATOR:
        given["organisation_id"] = organisation(session).id
    filled = {"email": f"p{n}@example.org", "name": f"Person {n}", "role": role, "password_hash": "!", **given}
    return add(session, Account(**filled))  # type: ignore[no-any-return]


def plan(session: Session, actions: int = 3, **given: Any) -> Plan:
    """A plan of one priority P1 with actions P1.01, P1.02…"""
    n = next(_numbers)
    if "organisation_id" not in given:
        given["organisation_id"] = organisation(session).id
    made = add(session, Plan(**{"slug": f"plan-{n}", "title": f"Plan {n}", "sector": "Ozon", **given}))
    priority = add(session, Priority(plan_id=made.id, key="P1", number=1, position=1, title="Animation"))
    for position in range(1, actions + 1):
        key = f"P1.{position:02}"
        words = {"key": key, "position": position, "printed_number": f"{position}/", "title": f"Action {position}"}
        add(session, Action(plan_id=made.id, priority_id=priority.id, **words))
    return made  # type: ignore[no-any-return]


def questionnaire(session: Session, definition: dict[str, Any] | None = None, **given: Any) -> Questionnaire:
    """A questionnaire that is not published yet."""
    if "plan_id" not in given:
        given["plan_id"] = plan(session).id
    return add(session, Questionnaire(draft=definition or DEFINITION, **given))  # type: ignore[no-any-return]


def version(session: Session, definition: dict[str, Any] | None = None, **given: Any) -> Version:
    """A published version (of a questionnaire of its own unless one is given)."""
    n = next(_numbers)
    if "questionnaire_id" not in given:
        given["questionnaire_id"] = questionnaire(session, definition).id
    filled = {"number": 1, "print_code": f"T{n:03}", "definition": definition or DEFINITION, **given}
    return add(session, Version(**filled))  # type: ignore[no-any-return]


def campaign(session: Session, definition: dict[str, Any] | None = None, **given: Any) -> Campaign:
    """An open campaign with a published questionnaire."""
    if "questionnaire_id" not in given:
        given["questionnaire_id"] = version(session, definition).questionnaire_id
    asked = session.get_one(Questionnaire, given["questionnaire_id"])
    filled = {
        "plan_id": asked.plan_id,
        "title": {"fr": "Consultation d'automne", "en": "Autumn consultation", "ar": "استشارة الخريف"},
        "state": CampaignState.OPEN,
        "opens_on": dt.date(2024, 1, 1),
        "closes_on": dt.date(2099, 12, 31),
        **given,
    }
    return add(session, Campaign(**filled))  # type: ignore[no-any-return]


def channel(session: Session, definition: dict[str, Any] | None = None, **given: Any) -> Channel:
    """An open channel of an open campaign."""
    n = next(_numbers)
    if "campaign_id" not in given:
        given["campaign_id"] = campaign(session, definition).id
    filled = {"code": f"code{n}", "kind": ChannelKind.POSTER, "name": f"Place {n}", **given}
    return add(session, Channel(**filled))  # type: ignore[no-any-return]


def box(session: Session, **given: Any) -> Box:
    """An open box on its own channel of an open campaign."""
    if "channel_id" not in given:
        given["channel_id"] = channel(session, kind=ChannelKind.IDEA_BOX).id
    question = {"fr": "Une idée pour le quartier ?", "ar": "هل لديكم فكرة للحي؟", "en": "An idea for the area?"}
    filled = {"question": question, "locales": ["fr", "ar", "en"], "opened_on": dt.date(2024, 1, 1), **given}
    return add(session, Box(**filled))  # type: ignore[no-any-return]


def idea(session: Session, **given: Any) -> Idea:
    """An idea nobody has read yet."""
    n = next(_numbers)
    if "box_id" not in given:
        given["box_id"] = box(session).id
    filled = {"token": random_key(), "mode": Mode.SELF_ONLINE, "locale": "fr", "text": f"Idée {n}", **given}
    code = "".join("BCDFGHJKLM"[int(digit)] for digit in f"{n:08}")
    return add(session, Idea(**{"week": dt.date(2025, 9, 1), "follow_code": code, **filled}))  # type: ignore[no-any-return]


def offer(session: Session, **given: Any) -> Offer:
    """Time offered to an action by an adult."""
    n = next(_numbers)
    if "plan_id" not in given:
        given["plan_id"] = plan(session).id
    person = {"name": f"Person {n}", "email": f"help{n}@example.org", "locale": "fr", "words": "Le samedi"}
    term = {"consent_month": dt.date(2025, 9, 1), "ends_on": dt.date(2099, 9, 30)}
    filled = {"token": random_key(), "action_key": "P1.02", "kind": OfferKind.TIME, **person, **term, **given}
    return add(session, Offer(**filled))  # type: ignore[no-any-return]


def wish(session: Session, **given: Any) -> ReplyWish:
    """Somebody who wants to hear by e-mail what comes of a plan."""
    n = next(_numbers)
    if "plan_id" not in given:
        given["plan_id"] = plan(session).id
    term = {"consent_month": dt.date(2025, 9, 1), "ends_on": dt.date(2099, 9, 30)}
    filled = {"token": random_key(), "way": WayToTell.EMAIL, "email": f"hear{n}@example.org", "locale": "fr"}
    return add(session, ReplyWish(**{**filled, **term, **given}))  # type: ignore[no-any-return]


def edition(session: Session, *, plan_id: int, day: dt.date = dt.date(2025, 9, 1)) -> Edition:
    """The figures of a plan as they are now, published."""
    figures = replace(freeze(session, plan_by_id(session, plan_id), None, day), number=1)
    return add(  # type: ignore[no-any-return]
        session, Edition(plan_id=plan_id, number=1, day=day, document=to_document(figures), counts={})
    )


def reply(session: Session, *, plan_id: int, key: str = "P1.01", **given: Any) -> Reply:
    """What the town said on an action, in French alone."""
    action = session.scalars(select(Action).where(Action.plan_id == plan_id, Action.key == key)).one()
    filled = {"state": ReplyState.NO, "because": {"fr": "Trop cher."}, "signed": "La Ville"}
    return add(session, Reply(action_id=action.id, **{"told_on": dt.date(2025, 9, 1), **filled, **given}))  # type: ignore[no-any-return]
