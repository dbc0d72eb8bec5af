"""What is wrong is said before publishing; what may be better is advice and stops nobody."""

from typing import Any

import pytest

from consultation.questionnaires.definition import Definition, Offer, Option, Question
from consultation.questionnaires.faults import ChangeCode, FaultCode, changes, faults, gaps
from consultation.questionnaires.plain_words import longest_sentence
from consultation.terms import Kind, Profile
from tests.questionnaires.capabilities import CAPABILITIES
from tests.questionnaires.test_sheet import definition, option, question


def codes(*questions: Question, previous: Definition | None = None, **members: Any) -> set[FaultCode]:
    """What is found, less what is said of every sensitive question."""
    draft = definition(*questions).model_copy(update=members)
    return {fault.code for fault in faults(draft, {"P1.01"}, previous)} - {FaultCode.SENSITIVE_ALOUD}


def sound(key: str = "q", **members: Any) -> Question:
    return question(key, Kind.ONE_CHOICE, "a", "b", **({"actions": ("P1.01",)} | members))


def test_a_sound_questionnaire_has_no_fault() -> None:
    assert codes(sound()) == set()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (sound().model_copy(update={"label": {}}), FaultCode.NO_LABEL),
        (question("q", Kind.ONE_CHOICE, "a", actions=("P1.01",)), FaultCode.NO_OPTIONS),
        (question("q", Kind.PLACE, actions=("P1.01",)), FaultCode.NO_PLACES),
        (sound(actions=("P9.99",)), FaultCode.UNKNOWN_ACTION),
        (sound(actions=()), FaultCode.NO_ACTION),
        (question("q", Kind.NUMBER, low=5, high=1, actions=("P1.01",)), FaultCode.BOUNDS_CROSSED),
        (sound(sensitive=True, required=True), FaultCode.REQUIRED_SENSITIVE),
        (question("q", Kind.SHORT_TEXT, sensitive=True, actions=("P1.01",)), FaultCode.SENSITIVE_WORDS),
        (
            question("q", Kind.ONE_CHOICE, option("a", specify=True), option("b", specify=True), actions=("P1.01",)),
            FaultCode.TWO_SPECIFY,
        ),
        (
            question("q", Kind.SHORT_TEXT, actions=("P1.01",)).model_copy(
                update={"label": {"fr": "Quel est votre numéro ?"}}
            ),
            FaultCode.ASKS_CONTACT,
        ),
        (sound().model_copy(update={"label": {"fr": "Quelle est votre nationalité ?"}}), FaultCode.ASKS_ORIGIN),
        (sound().model_copy(update={"label": {"fr": "?", "fr@falc": "mot " * 13}}), FaultCode.LONG_SENTENCE),
    ],
)
def test_a_fault_is_named(asked: Question, code: FaultCode) -> None:
    assert codes(asked) == {code}


def test_two_options_with_the_same_words_are_a_fault() -> None:
    twice = sound().model_copy(
        update={"options": (option("a"), option("b").model_copy(update={"label": {"fr": "A "}}))}
    )

    assert codes(twice) == {FaultCode.SAME_OPTION_LABEL}


def test_a_retired_question_has_no_fault_and_is_no_question() -> None:
    assert codes(sound(), question("old", Kind.ONE_CHOICE, retired=True)) == set()
    assert codes(sound(retired=True)) == {FaultCode.NO_QUESTIONS}


def test_keys_of_the_published_version_live_on() -> None:
    before = definition(sound("q"), sound("r"))

    assert codes(sound("q"), previous=before) == {FaultCode.KEY_VANISHED}
    assert codes(sound("q"), sound("r", retired=True), previous=before) == set()
    assert codes(sound("q"), question("r", Kind.NUMBER, actions=("P1.01",)), previous=before) == {
        FaultCode.KIND_CHANGED
    }


def test_an_offer_beside_a_sensitive_question_on_the_same_action_is_said() -> None:
    offer = Offer(key="o", action="P1.01", label={"fr": "Je veux aider."})

    assert codes(sound(sensitive=True), offers=(offer,)) == {FaultCode.SENSITIVE_OFFER}
    assert codes(sound(), offers=(offer,)) == set()


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.POSITION])
def test_nothing_that_tells_who_somebody_is_stands_on_a_sheet_with_a_sensitive_question(kind: Kind) -> None:
    trace = question("t", kind, actions=("P1.01",))

    beside = [fault for fault in faults(definition(sound(sensitive=True), trace), {"P1.01"}) if fault.blocks]

    assert [(fault.code, fault.where) for fault in beside] == [(FaultCode.SENSITIVE_BESIDE, "t")]
    assert codes(sound(), trace) == codes(sound(sensitive=True, retired=True), trace) == {FaultCode.NOT_ON_PAPER}


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (Kind.SHORT_TEXT, {"fr": "Votre prénom ?"}),
        (Kind.LONG_TEXT, {"fr": "Laissez vos coordonnées"}),
        (Kind.NUMBER, {"fr": "Numéro de portable"}),
        (Kind.SHORT_TEXT, {"fr": "?", "ar": "ما اسمك؟"}),
        (Kind.SHORT_TEXT, {"fr": "?", "tr": "Telefon numaranız nedir?"}),
        (Kind.VOICE, {"fr": "Dites votre nom"}),
    ],
)
def test_a_contact_is_never_asked_on_a_sheet(kind: Kind, label: dict[str, str]) -> None:
    asked = question("q", kind, actions=("P1.01",)).model_copy(update={"label": label})

    found = faults(definition(asked, sound("s", sensitive=True)), {"P1.01"})

    assert FaultCode.ASKS_CONTACT in {fault.code for fault in found if fault.blocks}


def test_a_contact_behind_other_specify_is_refused_and_one_to_choose_is_not() -> None:
    label = {"fr": "Par quel moyen ?"}
    lists = {
        specify: sound().model_copy(
            update={
                "label": label,
                "options": (option("a"), Option(key="b", label={"fr": "Par e-mail"}, specify=specify)),
            }
        )
        for specify in (True, False)
    }

    assert codes(lists[True]) == {FaultCode.ASKS_CONTACT}
    assert codes(lists[False]) == set()


def test_what_is_not_translated_is_counted_by_language_and_does_not_block() -> None:
    draft = definition(sound(help={"fr": "Une réponse."})).model_copy(update={"locales": ("fr", "ar")})

    found = faults(draft, {"P1.01"})

    assert [(fault.code, fault.detail, fault.count, fault.blocks) for fault in found] == [
        (FaultCode.TRANSLATION_MISSING, "ar", 5, False)
    ]
    assert [(gap.where, gap.part) for gap in gaps(draft, "ar")] == [
        ("", "title"),
        ("q", "label"),
        ("q", "help"),
        ("q", "option/a"),
        ("q", "option/b"),
    ]


def test_one_profile_question_is_enough() -> None:
    one = sound("a", profile=Profile.AGE_BAND)

    assert codes(sound(), one, one.model_copy(update={"key": "b"})) == {FaultCode.PROFILE_TWICE}
    assert codes(sound(), one) == set()


def test_the_longest_sentence_is_counted_in_words() -> None:
    assert longest_sentence("Le centre social a fermé. Qu'est-ce qui vous manque le plus ?") == 6
    assert longest_sentence("") == 0


def test_changes_say_what_the_next_version_does() -> None:
    before = definition(sound("a"), sound("b"), sound("c"), sound("d"))
    after = definition(
        sound("a", required=True).model_copy(update={"label": {"fr": "Autrement"}}),
        question("b", Kind.ONE_CHOICE, option("a", retired=True), "b", "c", actions=("P1.01", "P1.02")),
        sound("c", retired=True),
        sound("d"),
        sound("e"),
    )

    assert [(change.question.key, change.code) for change in changes(before, after)] == [
        ("a", ChangeCode.REWORDED),
        ("a", ChangeCode.RULES),
        ("b", ChangeCode.OPTIONS_ADDED),
        ("b", ChangeCode.OPTIONS_RETIRED),
        ("b", ChangeCode.TIED),
        ("c", ChangeCode.RETIRED),
        ("e", ChangeCode.ADDED),
    ]
    assert changes(after, after) == []


def test_what_no_sheet_can_hold_is_said_before_publishing_and_stops_nobody() -> None:
    found = [fault for fault in faults(CAPABILITIES["every_kind"], ()) if fault.code is FaultCode.NOT_ON_PAPER]

    assert [fault.where for fault in found] == ["here", "photo", "voice", "letter"]
    assert not any(fault.blocks for fault in found)


def test_a_sensitive_question_is_said_to_be_left_out_by_interviewers() -> None:
    found = [fault for fault in faults(CAPABILITIES["sensitive"], ()) if fault.code is FaultCode.SENSITIVE_ALOUD]

    assert [(fault.where, fault.blocks) for fault in found] == [("first", False)]
