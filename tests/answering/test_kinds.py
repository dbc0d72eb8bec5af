"""What a question may be besides asked: declined, worded for an age, shuffled, asked again for each member."""

from typing import Any

import brotli
import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Verbatim
from consultation.questionnaires.kinds import KINDS
from tests.answering.test_answer import Phone, errors
from tests.pages import ReviewingClient
from tests.questionnaires.capabilities import CAPABILITIES, document


@pytest.fixture
def ask(client: ReviewingClient, session: Session) -> Any:
    """A phone in front of a capability."""
    return lambda name: Phone(client, session, definition=document(name))


def page_of(phone: Phone, query: str = "") -> Any:
    return html.fromstring(phone.client.get(phone.url() + query).text)


def test_not_saying_is_an_answer_of_its_own_for_every_kind(ask: Any) -> None:
    phone = ask("declined")
    page = page_of(phone)
    fields = phone.open()
    asked = [q for q in CAPABILITIES["declined"].questions() if KINDS[q.kind].takes_answer]
    for question in asked:
        (box,) = page.xpath(f"//*[@data-question='{question.key}']//input[@value='-refused']")
        assert page.xpath(f"//*[@data-question='{question.key}']//input[@value='-unknown']")
        fields[box.get("name")] = "-refused"

    assert phone.send(fields).status_code == 303

    (kept,) = phone.submissions()
    assert {q.key: kept.answers[q.key] for q in asked} == {q.key: {"declined": "refused"} for q in asked}


def test_an_answer_beside_not_saying_comes_back_with_both(ask: Any) -> None:
    phone = ask("declined")

    response = phone.send(phone.open() | {"people": "4", "people-declined": "-unknown"})

    assert list(errors(response)) == ["#q-people-field"]
    page = html.fromstring(response.text)
    assert page.get_element_by_id("q-people-field").get("value") == "4"
    assert page.get_element_by_id("q-people-unknown-said").get("checked") is not None


@pytest.mark.parametrize(
    ("age", "words"),
    [
        ("12_14", "Tu voudrais quoi d'abord ?"),
        ("15_17", "Qu'est-ce qu'il te faut d'abord ?"),
        ("adult", "Que faut-il d'abord ?"),
    ],
)
def test_a_question_is_worded_for_an_age_and_stays_so_after_an_error(ask: Any, age: str, words: str) -> None:
    phone = ask("variants")
    (link,) = page_of(phone).xpath(f"//nav[@class='ages']/a[contains(@href, 'for={age}')]/@href")
    assert page_of(phone).xpath("//legend")[0].text_content().strip() == "Que faut-il d'abord ?"

    fields = phone.client.form(link, "sheet")
    response = phone.send(fields)

    assert response.status_code == 422, "nothing was answered"
    assert html.fromstring(response.text).xpath("//legend")[0].text_content().strip() == words
    assert phone.send({**fields, "first": "shade"}).status_code == 303
    assert phone.submissions()[0].answers == {"first": {"chosen": ["shade"]}}


def test_an_age_nobody_words_for_reads_the_usual_words(ask: Any) -> None:
    assert page_of(ask("variants"), "?for=99").xpath("//legend")[0].text_content().strip() == "Que faut-il d'abord ?"
    assert not page_of(ask("one_choice")).xpath("//nav[@class='ages']")


def order_on(page: Any) -> list[str]:
    return [str(value) for value in page.xpath("//input[@name='wishes']/@value")]


def test_people_see_the_options_in_other_orders_and_the_last_ones_last(ask: Any) -> None:
    phone = ask("shuffled")

    orders = [order_on(page_of(phone)) for _ in range(40)]

    assert len({tuple(order) for order in orders}) > 2
    assert all(order[-2:] == ["other", "none"] for order in orders)
    assert len({frozenset(order) for order in orders}) == 1


def test_a_page_that_comes_back_keeps_its_order(ask: Any) -> None:
    phone = ask("shuffled")
    for _ in range(12):
        page = page_of(phone)
        fields = {name: value for name, value in page.get_element_by_id("sheet").form_values() if name != "wishes"}

        back = html.fromstring(phone.send({**fields, "wishes": ["shade", "none"]}).text)

        assert order_on(back) == order_on(page)


def test_each_member_of_a_household_is_told_apart(ask: Any) -> None:
    phone = ask("repeated")
    page = page_of(phone)
    assert [block.get("open") for block in page.xpath("//details[contains(@class, 'block')]")] == [None, None]

    fields = phone.open() | {"member-1-name_age": "40", "member-2-likes": "shade", "member-3-name_age": "x"}
    response = phone.send(fields)

    assert list(errors(response)) == ["#q-member-2-name_age-field", "#q-member-3-name_age-field"]
    back = html.fromstring(response.text)
    assert len(back.xpath("//details[contains(@class, 'block') and @open]")) == 2
    assert phone.send({**fields, "member-2-name_age": "7", "member-3-name_age": "3"}).status_code == 303
    (kept,) = phone.submissions()
    assert kept.answers["member"]["repeats"] == [
        {"name_age": {"number": 40.0}},
        {"name_age": {"number": 7.0}, "likes": {"chosen": ["shade"]}},
        {"name_age": {"number": 3.0}},
    ]


def test_words_of_two_members_on_one_question_are_kept(client: ReviewingClient, session: Session) -> None:
    """Two rows of words for one question of one person were refused by the database."""
    one = document("long_text")["sections"][0] | {"key": "member", "repeat": 2}
    phone = Phone(client, session, definition={**document("long_text"), "sections": [one]})

    assert phone.send(phone.open() | {"member-1-more": "un", "member-2-more": "deux"}).status_code == 303

    assert session.scalars(select(Verbatim.text)).all() == ["un\n\ndeux"]


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("day", "31/02/2026", None),
        ("day", "٢٣/١١/٢٠٢٦", "2026-11-23"),
        ("hour", "25h", None),
        ("hour", "14h30", "14:30"),
        ("moment", "demain", None),
        ("moment", "23/11/2026 14:30", "2026-11-23T14:30"),
    ],
)
def test_a_day_or_an_hour_comes_back_as_it_was_typed(ask: Any, name: str, typed: str, kept: str | None) -> None:
    phone = ask("every_kind")

    response = phone.send(phone.open() | {name: typed, "people": "x"})

    page = html.fromstring(response.text)
    field = page.get_element_by_id(f"q-{name}-field")
    assert (field.get("value"), field.get("type")) == (typed, None)
    assert (f"#q-{name}-field" in errors(response)) is (kept is None)
    phone.send(phone.open() | {name: typed})
    assert [sheet.answers[name]["moment"] for sheet in phone.submissions()] == ([kept] if kept else [])


@pytest.mark.parametrize("locale", ["fr", "ar", "en"])
def test_the_page_of_every_kind_is_small_with_all_its_scripts(ask: Any, locale: str) -> None:
    """24 kinds and a calculation at once, with their routing: one flight before one can answer."""
    phone = ask("every_kind")
    sent = phone.client.get(phone.url(locale), headers={"Accept-Encoding": "br"})
    page = html.fromstring(brotli.decompress(sent.data))
    linked = page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
    sizes = [len(phone.client.get(url, headers={"Accept-Encoding": "br"}).data) for url in linked]

    assert len(sent.data) + sum(sizes) < 17_000, (len(sent.data), sizes)
    assert len(sent.data) < 14_000, "the page, its style and what shows one question at a time"
