"""Translations: what is missing, what went stale, what looks wrong, and files that come back as they went."""

import contextlib
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from consultation.models import Plan, Questionnaire
from consultation.plan.formats.safety import Refused
from consultation.questionnaires import translate, translating
from consultation.questionnaires.definition import Definition, Offer, Option, Question, Row, Section
from consultation.questionnaires.edit import save_draft, undo
from consultation.questionnaires.queries import draft_of
from consultation.questionnaires.translating import Look, State, carried, lines, looks, numbers, places, with_words
from consultation.questionnaires.translation_files import (
    WRITERS,
    File,
    Unit,
    Unreadable,
    read,
)
from consultation.terms import AgeVariant, Kind
from tests import factories


def asked() -> Definition:
    """A questionnaire with every kind of wording, in French, partly in Pashto."""
    parts = {"label": {"fr": "Où, ${q_name} ?", "ps": "چېرته، ${q_name}؟"}, "help": {"fr": "Par exemple 15."}}
    where = Question(
        key="where",
        kind=Kind.SCALE,
        **parts,
        low=0,
        high=10,
        low_label={"fr": "Loin"},
        high_label={"fr": "Près", "ps": "نږدې"},
        unit={"fr": "km"},
        constraint_message={"fr": "Moins."},
        variants={AgeVariant.YOUNG: {"fr": "T’es où ?"}},
    )
    table = Question(
        key="table",
        kind=Kind.RATING_TABLE,
        label={"fr": "Notez"},
        rows=(Row(key="shops", label={"fr": "Les magasins"}),),
        options=(
            Option(key="good", label={"fr": "Bien", "ps": "ښه"}),
            Option(key="old", label={"fr": "Ancien"}, retired=True),
        ),
    )
    place = Question(
        key="place", kind=Kind.PLACE, label={"fr": "Lieu"}, options=(Option(key="p1", label={"fr": "Le parc"}),)
    )
    return Definition(
        title={"fr": "Vos envies"},
        intro={"fr": "Bonjour"},
        promise={},
        locales=("fr", "ps", "ar"),
        sections=(Section(key="s1", title={"fr": "Vous"}, questions=(where, table, place)),),
        offers=(Offer(key="help", action="P1.01", label={"fr": "J’aide"}),),
    )


def test_every_wording_has_an_address_and_nothing_else_changes() -> None:
    definition = asked()
    addresses = [place.address for place in places(definition)]

    written = with_words(definition, "ar", {address: f"<{address}>" for address in addresses})

    assert len(addresses) == len(set(addresses))
    assert {
        "d.title",
        "s.s1.title",
        "q.where.label",
        "q.where.variant.12_14",
        "q.table.row.shops",
        "o.help.label",
    } <= set(addresses)
    assert "q.place.option.p1" not in addresses
    assert all(place.text.get("ar") == f"<{place.address}>" for place in places(written))
    assert with_words(written, "ar", dict.fromkeys(addresses, "")) == definition


def test_one_changed_sentence_lists_every_stale_place_in_all_languages() -> None:
    before = with_words(asked(), "ar", {"q.where.label": "أين ${q_name}؟", "q.table.option.good": "جيد"})
    after = with_words(before, "fr", {"q.where.label": "Où vivez-vous, ${q_name} ?"})

    state = carried(before, after, State())

    ((place, said, languages),) = translating.stale_places(after, state)
    assert (place.address, said, languages) == ("q.where.label", "Où, ${q_name} ?", ["ar", "ps"])
    again = with_words(after, "ps", {"q.where.label": "چېرته اوسېږئ، ${q_name}؟"})
    assert carried(after, again, state).stale == {"q.where.label": {"ar": "Où, ${q_name} ?"}}
    assert carried(after, before, state).stale == {}
    assert translating.confirmed(state, "ar", ["q.where.label"]).stale == {"q.where.label": {"ps": "Où, ${q_name} ?"}}


def test_a_source_that_changes_twice_is_stale_against_what_was_translated() -> None:
    first = asked()
    second = with_words(first, "fr", {"q.where.label": "Deux"})
    third = with_words(second, "fr", {"q.where.label": "Trois"})

    state = carried(second, third, carried(first, second, State()))

    assert state.stale == {"q.where.label": {"ps": "Où, ${q_name} ?"}}


def test_words_written_with_their_source_are_fresh() -> None:
    before = asked()
    after = with_words(with_words(before, "fr", {"q.where.label": "Deux"}), "ps", {"q.where.label": "دوه"})

    assert carried(before, after, State()).stale == {}


def test_a_review_is_taken_back_by_any_change() -> None:
    definition = asked()
    review = translating.Review(by="Sahar", day="2026-11-23", digest=translating.digest(definition, "ps"))
    state = State(reviews={"ps": review})

    assert translating.reviewed(definition, state, "ps") == review
    for locale, address in (("ps", "q.where.help"), ("fr", "d.intro")):
        assert translating.reviewed(with_words(definition, locale, {address: "!"}), state, "ps") is None
    assert translating.reviewed(with_words(definition, "ar", {"d.intro": "!"}), state, "ps") == review


@pytest.mark.parametrize(
    ("source", "words", "found"),
    [
        ("Bonjour ${name}", "سلام", [Look.PLACEHOLDER]),
        ("Bonjour", "سلام ${name}", [Look.PLACEHOLDER]),
        ("Bonjour ${name}", "سلام ${name}", []),
        ("De 15 à 17 ans", "له ۱۵ تر ۱۷ کلن", []),
        ("De 15 à 17 ans", "له ۱۵ تر ۱۸ کلن", [Look.NUMBER]),
        ("Un centre social", "ټولنیز ځای", [Look.TERM]),
        ("Un centre social", "ټولنیز مرکز", []),
        ("Des centres sociaux", "ځایونه", []),
        ("Bien", "ښه " * 40, [Look.LONG]),
        ("Que voulez-vous ici ?", "Que voulez-vous ici ?", [Look.SAME]),
        ("OK", "OK", []),
        ("Bonjour", "", []),
    ],
)
def test_what_a_machine_can_see_is_shown(source: str, words: str, found: list[Look]) -> None:
    place = next(place for place in places(asked()) if place.address == "q.table.option.good")

    seen = looks(place, source, words, {"centre social": "ټولنیز مرکز"}, "ps")

    assert [look for look, _detail in seen] == found


def test_numbers_are_the_same_in_all_digits() -> None:
    assert numbers("15 à 17") == numbers("١٥ ١٧") == numbers("۱۵ ۱۷")


def test_easy_french_is_reviewed_by_people_only_as_they_read_it(session: Session, plan: Plan) -> None:
    made = factories.questionnaire(session, asked().model_dump(mode="json"), plan_id=plan.id)
    translate.add_language(session, made, "fr@falc")

    translate.record_reading(session, made, dt.date(2026, 11, 20), "Atelier lecture", 6)

    assert translating.easy_readers(draft_of(made)) == 6
    save_draft(session, made, with_words(draft_of(made), "fr@falc", {"d.intro": "Bonjour à tous"}))
    assert translating.easy_readers(draft_of(made)) == 0
    assert undo(session, made, revision=made.revision)
    assert translating.easy_readers(draft_of(made)) == 6


@pytest.fixture
def plan(session: Session) -> Plan:
    return factories.plan(session)


@pytest.fixture
def made(session: Session, plan: Plan) -> Questionnaire:
    return factories.questionnaire(session, asked().model_dump(mode="json"), plan_id=plan.id)


# Files

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co"), whitelist_characters="\n\t"), min_size=1, max_size=60
)
AWKWARD = (
    "=1+1",
    "@SUM(A1)",
    '"guillemets" & <b>',
    "deux\nlignes",
    " des espaces ",
    "50 % de %s et {x}",
    "${q_name}, oui",
    "\\n n’est pas une ligne",
    "_x0041_",
    "مرحبا 06 12.",
    "]]>",
    "http://x.example",
    "'apostrophe",
    "007",
)


def a_file(words: tuple[str, ...]) -> File:
    units = tuple(Unit(f"q.k{n}.label", said, said[::-1], f"Question {n}", "done") for n, said in enumerate(words))
    return File("fr", "ps", "Vos envies", units)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_comes_back_as_it_went(kind: str) -> None:
    sent = a_file(AWKWARD)

    back = read(WRITERS[kind][2](sent))

    assert [(unit.address, unit.source, unit.words) for unit in back.units] == [
        (unit.address, unit.source, unit.words) for unit in sent.units
    ]
    assert (back.source, back.target) == ("fr", "ps")


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=20, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
def test_any_words_survive_a_file(kind: str, words: list[str]) -> None:
    sent = a_file(tuple(words))

    back = read(WRITERS[kind][2](sent))

    assert [(unit.source, unit.words) for unit in back.units] == [(unit.source, unit.words) for unit in sent.units]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    data = WRITERS["xlsx"][2](a_file(AWKWARD))

    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_xliff_says_the_languages_and_what_is_left() -> None:
    file = File("fr", "fr@falc", "T", (Unit("d.title", "Vos envies", "", "Titre", "missing"),))

    first, second = (etree.fromstring(WRITERS[kind][2](file)) for kind in ("xliff1", "xliff2"))

    assert first.find("{*}file").get("target-language") == second.get("trgLang") == "fr-x-falc"
    assert first.find(".//{*}target").get("state") == "needs-translation"
    assert (second.get("version"), second.find(".//{*}segment").get("state")) == ("2.0", "initial")
    assert second.find(".//{*}unit").get("id") == "d.title"


def test_codes_and_sentences_a_tool_put_in_become_words_again() -> None:
    data = (
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="ps"><file id="f">'
        b'<unit id="d.intro"><segment><source>Un. </source><target>A. </target></segment>'
        b"<ignorable><source> </source></ignorable>"
        b'<segment><source>Deux <ph id="1" equiv="${x}"/>.</source><target>B <ph id="1" equiv="${x}"/>.</target>'
        b"</segment></unit></file></xliff>"
    )

    (unit,) = read(data).units

    assert (unit.source, unit.words) == ("Un.  Deux ${x}.", "A.  B ${x}.")


def hostile_zip() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unknown"),
        (b"hello", "unknown"),
        (b"<html/>", "unknown"),
        (b"<xliff", "broken"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2"/>', "doctype"),
        (b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff version="1.2"/>', "doctype"),
        (b'<xliff version="1.2"/>', "empty"),
        (b'msgid "a"\nmsgstr "b"\n', "empty"),
        (b'msgctxt "d.title"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n', "plural"),
        (b"msgid \xff", "broken"),
        (hostile_zip(), "broken"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data)

    assert refused.value.code == code


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", b"<xliff ", b'msgid "', b"PK\x03\x04"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert read(start + data).units


def test_a_file_is_taken_where_it_belongs_and_told_where_not(session: Session, made: Questionnaire) -> None:
    units = [
        Unit("d.title", "Vos envies", "ستاسو هیلې"),
        Unit("d.intro", "Salut", "سلام"),
        Unit("q.gone.label", "Parti", "تللی"),
        Unit("q.where.label", "Où, ${q_name} ?", ""),
    ]

    outcome = translate.take_file(session, made, "ps", units)

    now = draft_of(made)
    assert (now.title["ps"], now.intro["ps"]) == ("ستاسو هیلې", "سلام")
    assert now.sections[0].questions[0].label["ps"] == "چېرته، ${q_name}؟"
    assert (outcome.changed, outcome.unknown, outcome.older) == (["d.intro", "d.title"], ["q.gone.label"], ["d.intro"])
    stale = [line.address for line in lines(now, translate.state_of(made), "ps", {}) if line.state == "stale"]
    assert stale == ["d.intro"]


def test_a_draft_of_a_machine_is_read_by_nobody_until_a_person_takes_it(session: Session, made: Questionnaire) -> None:
    before = made.draft

    count = translate.propose(made, "ps", {"d.title": "هیلې", "q.where.label": "never: it is written"})

    assert (count, made.draft) == (1, before)
    (line,) = [line for line in lines(draft_of(made), translate.state_of(made), "ps", {}) if line.draft]
    sent = {line.address: translate.Written(words="", seen=line.seen, takes_draft=True)}
    translate.write_translation(session, made, "ps", sent)
    assert draft_of(made).title["ps"] == "هیلې"
    assert translate.state_of(made).drafts == {}


def test_a_wording_that_changed_meanwhile_is_not_overwritten(session: Session, made: Questionnaire) -> None:
    seen = {line.address: line.seen for line in lines(draft_of(made), State(), "ps", {})}
    save_draft(session, made, with_words(draft_of(made), "fr", {"d.intro": "Bonsoir"}))

    sent = {address: translate.Written(words=f"{address}!", seen=seen[address]) for address in ("d.intro", "d.title")}
    outcome = translate.write_translation(session, made, "ps", sent)

    assert (outcome.changed, outcome.moved) == (["d.title"], {"d.intro": "d.intro!"})
    assert "ps" not in draft_of(made).intro


def test_a_workbook_that_unpacks_to_a_giant_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 70_000_000)

    with pytest.raises(Unreadable) as refused:
        read(written.getvalue())

    assert refused.value.code == "broken"
    assert isinstance(refused.value.__cause__, Refused)
