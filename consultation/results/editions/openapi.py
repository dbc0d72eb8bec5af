"""The description of the read API, OpenAPI 3.1: what is answered is what these models say."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from consultation.results.editions.public import LICENCE, PublicAction, PublicEdition, PublicPriority, PublicQuestion

VERSION = "1.0.0"


class PublishedPlan(BaseModel):
    """A plan with published figures."""

    plan: str
    title: str
    language: str
    latest: dt.date = Field(description="Day of the latest edition")
    url: str = Field(description="Its editions")


class EditionLine(BaseModel):
    """One edition of a plan."""

    edition: int
    day: dt.date
    withdrawn_on: dt.date | None
    withdrawn_why: str | None
    url: str
    page: str = Field(description="The page for people")


class ActionWithQuestions(BaseModel):
    """One action, and every question tied to it."""

    day: dt.date
    edition: int
    priority: str
    action: PublicAction
    questions: list[PublicQuestion]


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    status: int
    title: str
    detail: str


MODELS: tuple[type[BaseModel], ...] = (
    PublishedPlan,
    EditionLine,
    PublicEdition,
    PublicPriority,
    ActionWithQuestions,
    Problem,
)
SLUG = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Name of the plan"}
DAY = {
    "name": "day",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "date"},
    "description": "Day of the edition",
}
KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": 'Key of an action: "P1.02"',
}


def openapi(server: str) -> dict[str, Any]:
    """The document.

    :param server: address of the API, without a stroke at its end.
    """
    _, schemas = models_json_schema(
        [(model, "serialization") for model in MODELS], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Published figures of resident consultations",
            "version": VERSION,
            "description": (
                "Read only. Only published editions: dated, frozen, small groups hidden (a count of null). "
                "An edition never changes; it may be withdrawn, and then answers 410 with the reason. "
                "Answers carry an ETag; more than 60 requests a minute answer 429."
            ),
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "servers": [{"url": server}],
        "paths": {
            "/openapi.json": {"get": described("description", "This description", {"type": "object"}, [])},
            "/plans": {"get": described("plans", "Plans with published figures", many("PublishedPlan"), [])},
            "/plans/{slug}/editions": {
                "get": described("editions", "Editions of a plan, the latest first", many("EditionLine"), [SLUG], 404)
            },
            "/plans/{slug}/editions/{day}": {
                "get": described("edition", "All figures of a day", one("PublicEdition"), [SLUG, DAY], 404, 410)
            },
            "/plans/{slug}/editions/{day}/actions/{key}": {
                "get": described(
                    "action", "One action with its questions", one("ActionWithQuestions"), [SLUG, DAY, KEY], 404, 410
                )
            },
        },
        "components": {"schemas": schemas["$defs"]},
    }


def one(model: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{model}"}


def many(model: str) -> dict[str, Any]:
    return {"type": "array", "items": one(model)}


REFUSALS = {
    404: "There is no such plan, edition or action",
    410: "The edition was withdrawn; `detail` says why",
    429: "Too many requests: wait a minute",
}


def described(
    name: str, summary: str, schema: dict[str, Any], parameters: list[dict[str, Any]], *refusals: int
) -> dict[str, Any]:
    """One operation."""
    refused = {
        str(status): {
            "description": REFUSALS[status],
            "content": {"application/problem+json": {"schema": one("Problem")}},
        }
        for status in (*refusals, 429)
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "304": {"description": "Unchanged since the ETag sent along"},
            **refused,
        },
    }
