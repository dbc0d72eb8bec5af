"""What is logged of a failure holds no answer."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consultation.db import Database


def test_a_statement_that_fails_keeps_its_values_to_itself(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A full disk in the middle of a submission wrote the answers of its author into the log of the server."""
    database, words = Database(database_url), " ".join(("my", "neighbour"))

    with database.engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("INSERT INTO nowhere VALUES (:answer)"), {"answer": words})
    logging.getLogger("consultation").error("500", exc_info=failed.value)

    assert "nowhere" in caplog.text
    assert "neighbour" not in caplog.text
    database.close()
