"""The read API and the data package: described, and as described."""

import hashlib
import json
from typing import Any

import jsonschema
import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy.orm import Session

from consultation.clock import today
from consultation.models import Account, Reply
from consultation.plan.queries import plan_by_id
from consultation.results.editions.openapi import openapi
from consultation.results.editions.publish import publish_edition, withdraw_edition
from consultation.results.views.api import PER_MINUTE
from consultation.settings import ROOT
from consultation.web.throttle import Throttle
from tests import factories
from tests.pages import ReviewingClient
from tests.results.every_kind import every_kind
from tests.results.seeded import Seeded
from tests.results.test_outputs import packed


@pytest.fixture(autouse=True)
def not_asked_before(app: Flask) -> None:
    """The limits count from nought."""
    app.extensions["consultation.throttle"] = Throttle()


@pytest.fixture
def rows(session: Session) -> Seeded:
    made = every_kind(session, 80, results_are_public=True)
    factories.reply(session, plan_id=made.plan.id)
    publish_edition(session, plan_by_id(session, made.plan.id), day=today(), by=made.organiser)
    session.commit()
    return made


@pytest.fixture
def described(client: ReviewingClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def test_the_description_is_openapi_3_1(described: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(described).validate()


def test_every_path_answers_what_it_describes(client: ReviewingClient, rows: Seeded, described: dict[str, Any]) -> None:
    values = {"{slug}": rows.plan.slug, "{day}": today().isoformat(), "{key}": "P1.01"}
    for path, operations in described["paths"].items():
        for name, value in values.items():
            path = path.replace(name, value)
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 200, path
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": described["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.get_json())
        assert client.get(f"/api/v1{path}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("end", ["/x/editions", "/{slug}/editions/2020-01-01", "/{slug}/editions/{day}/actions/P9.99"])
def test_what_is_not_there_is_told_as_described(
    client: ReviewingClient, rows: Seeded, described: dict[str, Any], end: str
) -> None:
    refused = client.get("/api/v1/plans" + end.format(slug=rows.plan.slug, day=today()))

    assert refused.status_code == 404
    assert refused.content_type == "application/problem+json"
    schema = {"$ref": "#/components/schemas/Problem", "components": described["components"]}
    jsonschema.Draft202012Validator(schema).validate(refused.get_json())


def test_a_withdrawn_edition_is_gone_from_the_api_with_its_reason(
    client: ReviewingClient, session: Session, rows: Seeded
) -> None:
    from consultation.results.editions.queries import edition_on

    edition = edition_on(session, rows.plan.id, today())
    assert edition is not None
    withdraw_edition(edition, why="Counted twice.", day=today())
    session.commit()

    gone = client.get(f"/api/v1/plans/{rows.plan.slug}/editions/{today()}")

    assert gone.status_code == 410
    assert gone.get_json()["detail"] == "Counted twice."
    assert client.get("/api/v1/plans").get_json() == []
    [line] = client.get(f"/api/v1/plans/{rows.plan.slug}/editions").get_json()
    assert line["withdrawn_why"] == "Counted twice."


def test_the_api_is_read_only_and_limited(client: ReviewingClient, rows: Seeded) -> None:
    address = f"/api/v1/plans/{rows.plan.slug}/editions"
    assert client.post(address, json={}).status_code == 405
    states = [client.get(address).status_code for _ in range(PER_MINUTE + 5)]
    assert states[: PER_MINUTE // 2] == [200] * (PER_MINUTE // 2)
    assert 429 in states


def test_nothing_that_leads_to_a_person_leaves(client: ReviewingClient, session: Session, rows: Seeded) -> None:
    """Neither tokens, codes, free words, nor accounts."""
    words = client.get(f"/api/v1/plans/{rows.plan.slug}/editions/{today()}").text
    reply = session.query(Reply).one()
    accounts = session.query(Account).all()

    assert "token-" not in words
    assert "calc" not in words
    assert "pilot" not in words
    assert reply.because["fr"] in words
    assert not any(account.email in words or account.name in words for account in accounts)


def test_the_data_package_describes_its_table(client: ReviewingClient, rows: Seeded) -> None:
    with client.get(f"/fr/plan/{rows.plan.slug}/figures/{today()}/files/open-data.zip") as response:
        files = packed(response.data)
    descriptor = json.loads(files["datapackage.json"])
    [resource] = descriptor["resources"]
    table = files[resource["path"]]

    assert resource["bytes"] == len(table)
    assert resource["hash"] == f"sha256:{hashlib.sha256(table).hexdigest()}"
    header = table.decode().splitlines()[0].split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"


def test_no_cell_of_any_file_is_a_formula(client: ReviewingClient, rows: Seeded) -> None:
    """The channels of this campaign are called "=Lieu …"."""
    import csv
    import io

    page = f"/fr/plan/{rows.plan.slug}/figures/{today()}/files"
    found = 0
    for name, separator in (("figures.csv", ","), ("decidim.csv", ";")):
        for row in csv.reader(io.StringIO(client.get(f"{page}/{name}").text, newline=""), delimiter=separator):
            found += sum(cell.startswith("'=") for cell in row)
            assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)
    assert found


def test_the_description_in_the_documentation_is_the_present_one() -> None:
    kept = json.loads((ROOT / "docs/api.json").read_text())

    assert kept == openapi("https://consultation.town.example/api/v1"), "write docs/api.json anew"
