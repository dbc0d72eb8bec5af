"""A questionnaire with every kind of question, and answers to it that went through the check of a sheet."""

import random
from typing import Any

from sqlalchemy.orm import Session

from consultation.models import Version
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import Form
from consultation.questionnaires.sheet import check_sheet
from consultation.submissions.record import record_submission
from consultation.terms import ChannelKind, Kind, Mode
from tests import factories
from tests.results.seeded import Seeded, options, question, text

FILE = "a" * 64
ON = {"actions": ["P1.01"]}
DECLINES = {"may_refuse": True, "may_not_know": True}


def rows(*keys: str) -> list[dict[str, Any]]:
    return [{"key": key, "label": text(f"ligne {key}")} for key in keys]


DEFINITION: dict[str, Any] = {
    "title": text("Toutes les questions"),
    "locales": ["fr", "ar", "en"],
    "sections": [
        {
            "key": "choices",
            "title": text("Choix"),
            "questions": [
                question("one", Kind.ONE_CHOICE, options=options("a", "b", "other", other={"specify": True}), **ON),
                question(
                    "several",
                    Kind.SEVERAL_CHOICES,
                    options=options("a", "b", "c", "none", none={"exclusive": True}),
                    maximum=2,
                    **DECLINES,
                    **ON,
                ),
                question("yes", Kind.YES_MAYBE_NO, options=options("yes", "maybe", "no"), may_not_know=True, **ON),
                question("faces", Kind.FACES, options=options("good", "poor"), **ON),
                question("spot", Kind.MAP, options=options("square", "park", "stop"), picture=f"{FILE}.png", **ON),
                question("where", Kind.PLACE, options=options("school", "shop"), **ON),
                question("rank", Kind.RANKING, options=options("bench", "tree", "light"), may_refuse=True, **ON),
                question(
                    "rating",
                    Kind.RATING_TABLE,
                    options=options("good", "poor"),
                    rows=rows("bus", "shops"),
                    **DECLINES,
                    **ON,
                ),
                question("week", Kind.WEEK_GRID, options=options("morning", "evening"), rows=rows("mon", "sat"), **ON),
                question("agree", Kind.ACKNOWLEDGEMENT, **ON),
            ],
        },
        {
            "key": "values",
            "title": text("Valeurs"),
            "questions": [
                question(
                    "scale",
                    Kind.SCALE,
                    low=1,
                    high=5,
                    low_label=text("pas du tout"),
                    high_label=text("tout à fait"),
                    **DECLINES,
                    **ON,
                ),
                question("number", Kind.NUMBER, low=-5, high=400, unit=text("fois"), may_refuse=True, **ON),
                question("day", Kind.DATE, may_refuse=True, **ON),
                question("hour", Kind.TIME, **ON),
                question("moment", Kind.DATE_TIME, **ON),
                question("line", Kind.SHORT_TEXT, may_refuse=True, **ON),
                question("words", Kind.LONG_TEXT, **ON),
                question("here", Kind.POSITION, **ON),
                question("photo", Kind.PHOTO, **ON),
                question("voice", Kind.VOICE, **ON),
                question("file", Kind.FILE, **ON),
                question("read", Kind.NOTE, **ON),
                question("hidden", Kind.HIDDEN, default="tour 1"),
                question("care", Kind.ONE_CHOICE, options=options("yes", "no"), sensitive=True, **DECLINES, **ON),
            ],
        },
        {
            "key": "household",
            "title": text("Enfants"),
            "repeat": 3,
            "questions": [
                question("child_age", Kind.NUMBER, low=0, high=17, **ON),
                question("child_likes", Kind.SEVERAL_CHOICES, options=options("play", "read"), **ON),
                question("child_school", Kind.ONE_CHOICE, options=options("here", "away"), **ON),
            ],
        },
        {
            "key": "you",
            "questions": [
                question("age", Kind.ONE_CHOICE, profile="age_band", options=options("young", "grown", "old")),
                question("kind", Kind.ONE_CHOICE, profile="respondent_kind", options=options("resident", "company")),
            ],
        },
    ],
}


def drawn(chance: random.Random) -> Form:
    """The fields somebody sends: everything that may be left out is left out by some."""
    form: dict[str, list[str]] = {}

    def put(field: str, share: float, *values: str, declines: str = "") -> None:
        if chance.random() < share:
            said = declines.split() if declines and chance.random() < 0.15 else [*values]
            form[field] = [chance.choice(said)]

    put("one", 0.9, "a", "a", "b", "other")
    if form.get("one") == ["other"]:
        form["one-text"] = [chance.choice(["=1+1", "un banc ; vert", "ni l'un\nni l'autre", "'=x", "مقعد"])]
    if chance.random() < 0.8:
        ticks = chance.choice([["a"], ["a", "b"], ["b", "c"], ["none"], ["-refused"]])
        form["several"] = ticks
    put("yes", 0.8, "yes", "yes", "maybe", "no", declines="-unknown")
    put("faces", 0.7, "good", "poor")
    put("spot", 0.6, "square", "park", "stop")
    put("where", 0.6, "school", "shop")
    if chance.random() < 0.6:
        ranked = chance.sample(["bench", "tree", "light"], 3)
        form |= {f"rank-rank-{n}": [key] for n, key in enumerate(ranked, start=1)}
    elif chance.random() < 0.3:
        form["rank-declined"] = ["-refused"]
    if chance.random() < 0.15:
        form["rating-declined"] = [chance.choice(["-refused", "-unknown"])]
    else:
        put("rating-row-bus", 0.7, "good", "poor")
        put("rating-row-shops", 0.5, "good", "poor", "poor")
    put("week-row-mon", 0.5, "morning", "evening")
    if chance.random() < 0.4:
        form["week-row-sat"] = ["morning", "evening"]
    put("agree", 0.5, "yes")
    put("scale", 0.9, "1", "2", "3", "3", "4", "4", "5", declines="-refused -unknown")
    put("number", 0.6, "1", "2", "2,5", "12", "-3", "52", "365", declines="-refused")
    put("day", 0.5, "2026-03-14", "03/04/2026", "2026-04-30", declines="-refused")
    put("hour", 0.5, "8:30", "14h", "14:45")
    put("moment", 0.3, "2026-03-14T08:30", "2026-05-01T19:00")
    put("line", 0.5, "=cmd|'/C calc'!A0", "plus de bancs", "- liste", declines="-refused")
    put("words", 0.4, "Un mot\n=1+1;=2+2, -3", "عربي", "x" * 300)
    put("here", 0.3, "45.1234 5.4321")
    put("photo", 0.3, f"{FILE}.jpg")
    put("voice", 0.2, f"{FILE}.webm")
    put("file", 0.2, f"{FILE}.pdf")
    put("care", 0.6, "yes", "no", declines="-refused -unknown")
    for time in range(1, chance.choice([0, 0, 1, 2, 3]) + 1):
        form[f"household-{time}-child_age"] = [str(chance.randrange(18))]
        form[f"household-{time}-child_likes"] = chance.choice([["play"], ["play", "read"]])
        put(f"household-{time}-child_school", 0.8, "here", "away")
    put("age", 0.9, "young", "grown", "old")
    put("kind", 0.9, "resident", "resident", "resident", "resident", "company")
    return form


def every_kind(session: Session, people: int = 80, *, seed: int = 3, **campaign: Any) -> Seeded:
    """A campaign on it with answers by three channels in three languages."""
    plan = factories.plan(session, 2)
    questionnaire = factories.questionnaire(session, DEFINITION, plan_id=plan.id)
    version = factories.version(session, DEFINITION, questionnaire_id=questionnaire.id)
    made = factories.campaign(session, questionnaire_id=questionnaire.id, **campaign)
    kinds = (ChannelKind.POSTER, ChannelKind.PARTNER, ChannelKind.STALL)
    channels = [factories.channel(session, campaign_id=made.id, name=f"=Lieu {kind}", kind=kind) for kind in kinds]
    organiser = factories.account(session, organisation_id=plan.organisation_id, locale="en")
    chance = random.Random(seed)
    for number in range(people):
        send(
            session,
            version,
            channels[chance.randrange(3)].id,
            f"token-{number}",
            drawn(chance),
            chance.choice(["fr", "fr", "ar"]),
        )
    return Seeded(plan, made, version, channels, organiser)


def send(session: Session, version: Version, channel_id: int, token: str, form: Form, locale: str = "fr") -> None:
    """One sheet comes in by the usual door."""
    definition = Definition.model_validate(version.definition)
    sheet = check_sheet(definition, form)
    assert not sheet.problems, sheet.problems
    record_submission(
        session,
        version_id=version.id,
        questionnaire_id=version.questionnaire_id,
        definition=definition,
        answers=sheet.answers,
        token=token,
        channel_id=channel_id,
        mode=Mode.SELF_ONLINE,
        locale=locale,
    )
