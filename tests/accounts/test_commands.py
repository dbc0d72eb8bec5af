import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from consultation import create_app
from consultation.accounts.commands import group
from consultation.cli import main
from consultation.db import migrate
from consultation.settings import from_environment
from tests.accounts.conftest import PASSWORD
from tests.pages import ReviewingClient


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An installation nobody has signed in to."""
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/c.sqlite")
    monkeypatch.setenv("PUBLIC_URL", "http://localhost")
    app = create_app(from_environment())
    app.test_client_class = ReviewingClient
    migrate(app.extensions["consultation.database"].engine)
    yield app
    app.extensions["consultation.database"].close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments)


def open_link(server: Flask, result: Result, **fields: str) -> int:
    client = server.test_client()
    assert isinstance(client, ReviewingClient)
    link = json.loads(result.stdout)["link"].removeprefix("http://localhost")
    filled = {**client.form(link), "password": PASSWORD, "again": PASSWORD, **fields}
    return client.post(link, data=filled).status_code


def test_a_new_server_gets_its_first_administrator(server: Flask) -> None:
    assert open_link(server, run("create", "ada@example.org"), name="Ada") == 303

    (found,) = json.loads(run("list", "--json").stdout)
    assert found == {
        "email": "ada@example.org",
        "name": "Ada",
        "role": "administrator",
        "organisation": None,
        "is_active": True,
    }
    assert "ada@example.org" in run("list").stdout


def test_an_organiser_needs_an_organisation(server: Flask) -> None:
    organiser = ("create", "o@example.org", "--role", "organiser")

    assert run(*organiser).exit_code == 2
    assert run(*organiser, "--organisation", "town").exit_code == 1
    assert run(*organiser, "--organisation", "town", "--new-organisation", "Town").exit_code == 0
    assert run("create", "a@example.org", "--organisation", "town").exit_code == 2
    assert run("create", "no address").exit_code == 2


def test_a_lost_password_comes_back_and_a_deactivated_account_too(server: Flask) -> None:
    open_link(server, run("create", "ada@example.org"), name="Ada")
    assert run("create", "ada@example.org").exit_code == 1

    assert run("deactivate", "ada@example.org").exit_code == 0
    assert json.loads(run("list", "--json").stdout)[0]["is_active"] is False

    assert open_link(server, run("reset-link", "ADA@example.org")) == 303
    assert json.loads(run("list", "--json").stdout)[0]["is_active"] is True
    assert run("reset-link", "nobody@example.org").exit_code == 1


def test_the_first_command_of_a_new_installation_makes_its_administrator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newcomer followed the README and met a traceback: there were no tables yet."""
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "new"))
    monkeypatch.setenv("DATABASE_URL", "")

    early = CliRunner().invoke(main, ["results", "plan", "ozon"])
    made = run("create", "ada@example.org")
    late = CliRunner().invoke(main, ["results", "plan", "ozon"])

    assert (early.exit_code, made.exit_code, late.exit_code) == (1, 0, 1)
    assert "consultation migrate" in early.output
    assert "consultation migrate" not in late.output
