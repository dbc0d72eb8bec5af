"""Every macro on one page, reviewed like any other page."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from consultation.web.paging import Paging, asked_page, url_with
from tests.pages import ReviewingClient, review_words

PAGE = Path(__file__).with_name("every_piece.html")


class SampleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    form_id = "ask"
    title = StringField("Title", [InputRequired("Write a title.")])
    words = TextAreaField("Words")
    count = IntegerField("How many", [InputRequired("Write a number.")])
    kind = SelectField("Kind", choices=[SelectChoice("a", "One"), SelectChoice("b", "Several")])
    how = RadioField("How", [InputRequired("Choose one.")], choices=[SelectChoice("x", "By phone")])
    file = FileField("Document")
    agree = BooleanField("I have read it")


def every_piece(app: Flask) -> str:
    """The page with every macro, in error."""
    rows = [
        SimpleNamespace(label="Des fêtes", count=231, share=231 / 412),
        SimpleNamespace(label="Un lieu où se retrouver le soir et le week-end", count=140, share=140 / 412),
        SimpleNamespace(label="قهوة", count=None, share=None, lang="ar"),
    ]
    form = SampleForm(meta={"csrf": False})
    form.csrf_token = ""
    form.validate()
    return render_template_string(PAGE.read_text(), form=form, rows=rows, paging=Paging(2, 140))


def test_a_page_of_every_macro_passes_the_review(app: Flask) -> None:
    with app.test_request_context("/health?verb=a&page=2"):
        text = every_piece(app)

    review_words(text, "every piece")
    assert 'href="/health?verb=a&amp;page=3"' in text
    assert 'href="#how-0"' in text
    assert "hidden: fewer than 5 people" in text or "moins de 5" in text


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("99", 3), ("-4", 1), ("x", 1)])
def test_a_list_shows_the_page_asked_for_or_the_nearest(app: Flask, asked: str, shown: int) -> None:
    with app.test_request_context(f"/health?page={asked}"):
        assert asked_page(140).number == shown


def test_a_changed_address_keeps_what_was_asked_and_stays_on_this_site(app: Flask) -> None:
    with app.test_request_context("/health?_external=1&_scheme=ftp&who=a%26b"):
        assert url_with(page=2) == "/health?_external=1&_scheme=ftp&who=a%26b&page=2"


def test_the_client_reviews(client: ReviewingClient) -> None:
    assert client.get("/sign-in").status_code == 200
