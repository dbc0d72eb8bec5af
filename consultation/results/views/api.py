"""The read API: published editions and nothing else, without an account."""

import json
from typing import Any

from flask import Response, request, url_for
from pydantic import BaseModel

from consultation.db import session
from consultation.plan.queries import plan_by_slug
from consultation.results.editions.frozen import Frozen, from_document
from consultation.results.editions.openapi import ActionWithQuestions, EditionLine, Problem, PublishedPlan, openapi
from consultation.results.editions.public import action as public_action
from consultation.results.editions.public import public_edition
from consultation.results.editions.public import question as public_question
from consultation.results.editions.queries import edition_on, editions_of_plan, plans_with_editions
from consultation.results.views.editions import day_of
from consultation.results.views.organisers import blueprint
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.throttle import is_too_much

PER_MINUTE = 60
"""Requests of one connection."""
FRESH_S = 300


class Refused(Exception):
    """There is nothing to answer with."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        self.problem = Problem(status=status, title=title, detail=detail)


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """The reason, as RFC 9457 has it."""
    body, status = error.problem.model_dump_json(), error.problem.status
    response = Response(body, status, content_type="application/problem+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def answered(found: Any) -> Response:
    """The models as JSON; a program that asks again within five minutes, or with its ETag, costs nothing."""
    response = Response(json.dumps(found, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_S}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


def limited() -> None:
    """Refuse whoever asks too much."""
    if is_too_much("api", PER_MINUTE):
        raise Refused(429, "Too many requests", "Wait a minute, then ask again.")


def as_json(model: BaseModel) -> Any:
    return model.model_dump(mode="json")


def absolute(endpoint: str, **values: Any) -> str:
    return settings().public_url + url_for(endpoint, **values)


@blueprint.get("/api/v1/openapi.json")
@audience(Audience.PUBLIC)
def api_description() -> Response:
    """What can be asked and what is answered."""
    limited()
    return answered(openapi(f"{settings().public_url}/api/v1"))


@blueprint.get("/api/v1/plans")
@audience(Audience.PUBLIC)
def api_plans() -> Response:
    """Plans with published figures."""
    limited()
    return answered(
        [
            as_json(
                PublishedPlan(
                    plan=slug, title=title, language=locale, latest=day, url=absolute(".api_editions", slug=slug)
                )
            )
            for slug, title, locale, day in plans_with_editions(session())
        ]
    )


@blueprint.get("/api/v1/plans/<slug>/editions")
@audience(Audience.PUBLIC)
def api_editions(slug: str) -> Response:
    """Editions of a plan, withdrawn ones with their reason."""
    limited()
    plan = plan_by_slug(session(), slug, None)
    issues = editions_of_plan(session(), plan.id) if plan else []
    if plan is None or not issues:
        raise Refused(404, "No such plan", "No plan of that name has published figures. /api/v1/plans lists them.")

    def line(issue: Any) -> EditionLine:
        day = issue.day.isoformat()
        return EditionLine(
            edition=issue.number,
            day=issue.day,
            withdrawn_on=issue.withdrawn_on,
            withdrawn_why=issue.withdrawn_why,
            url=absolute(".api_edition", slug=slug, day=day),
            page=absolute(".edition", locale="fr", slug=slug, day=day),
        )

    return answered([as_json(line(issue)) for issue in issues])


@blueprint.get("/api/v1/plans/<slug>/editions/<day>")
@audience(Audience.PUBLIC)
def api_edition(slug: str, day: str) -> Response:
    """All figures of a day."""
    limited()
    return answered(as_json(public_edition(edition_or_refused(slug, day))))


@blueprint.get("/api/v1/plans/<slug>/editions/<day>/actions/<key>")
@audience(Audience.PUBLIC)
def api_action(slug: str, day: str, key: str) -> Response:
    """One action of a day with its questions."""
    limited()
    frozen = edition_or_refused(slug, day)
    found = frozen.action(key)
    if found is None:
        raise Refused(404, "No such action", "The edition has no action of that key.")
    return answered(
        as_json(
            ActionWithQuestions(
                day=frozen.day,
                edition=frozen.number,
                priority=found[0].key,
                action=public_action(frozen, found[1]),
                questions=[public_question(frozen, one) for one in frozen.questions_on(key)],
            )
        )
    )


def edition_or_refused(slug: str, day: str) -> Frozen:
    """The figures of that day."""
    plan, when = plan_by_slug(session(), slug, None), day_of(day)
    found = edition_on(session(), plan.id, when) if plan and when else None
    if found is None:
        raise Refused(404, "No such edition", f"No figures of that plan were published on {day[:40]}.")
    if found.withdrawn_on:
        raise Refused(410, "Withdrawn", found.withdrawn_why or "")
    return from_document(found.document)
