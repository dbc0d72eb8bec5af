"""The bank proposes two questions for each of the 39 actions, complete in every language."""

import pytest

from consultation.questionnaires.bank import Entry, bank, proposed_for, search_bank
from consultation.questionnaires.definition import Definition, Section
from consultation.questionnaires.faults import ADVICE, FaultCode, faults
from consultation.questionnaires.profile import PROFILE_QUESTIONS, profile_section
from consultation.terms import Kind, Profile

ENTRIES = bank().entries
ON_EVERY_SHEET = {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.YES_MAYBE_NO, Kind.FACES} | {
    Kind.NUMBER,
    Kind.SHORT_TEXT,
    Kind.LONG_TEXT,
    Kind.PLACE,
}
"""Kinds that work alike on a phone and on paper, of which the bank has examples."""
FAR = ("fr", "ar", "en", "fr@falc")


def test_every_action_of_the_plan_has_its_two_questions() -> None:
    per_priority = [sum(entry.action.startswith(f"P{n}.") for entry in ENTRIES) for n in range(1, 6)]

    assert per_priority == [11, 7, 11, 3, 7]
    assert all(len(entry.questions) == 2 for entry in ENTRIES)
    assert {q.kind for entry in ENTRIES for q in entry.questions} == ON_EVERY_SHEET


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.action)
def test_an_entry_is_ready_to_publish_in_four_languages(entry: Entry) -> None:
    tied = tuple(q.model_copy(update={"actions": (entry.action,)}) for q in entry.questions)
    draft = Definition(title=dict.fromkeys(FAR, "Ozon"), locales=FAR, sections=(Section(key="s", questions=tied),))

    found = {fault.code for fault in faults(draft, {entry.action})} - {FaultCode.NO_PLACES}

    assert found <= {FaultCode.SENSITIVE_WORDS, FaultCode.SENSITIVE_ALOUD} <= ADVICE
    if entry.offer:
        assert set(entry.offer.label) == set(FAR)


def test_an_action_is_recognised_by_its_title_not_by_its_number() -> None:
    entry = proposed_for("Réaliser un festival du goût, à OZON")

    assert entry is not None
    assert entry.action == "P1.09"
    assert proposed_for("Installer des ruches sur les toits") is None
    assert proposed_for("") is None


def test_the_bank_is_searched_without_accents_or_case_in_any_language() -> None:
    assert [entry.action for entry in search_bank("PETANQUE")] == ["P1.10"]
    assert "P1.02" in [entry.action for entry in search_bank("السوق")]
    assert search_bank("pétanque fantôme") == []
    assert len(search_bank("")) == 39


def test_sensitive_matters_are_marked() -> None:
    sensitive = {entry.action for entry in ENTRIES if any(q.sensitive for q in entry.questions)}

    assert sensitive == {"P1.08", "P2.05", "P3.01", "P3.07", "P3.08"}


def test_the_profile_is_optional_complete_and_never_asks_origin() -> None:
    draft = Definition(title={"fr": "Ozon"}, sections=(profile_section(),), locales=FAR)

    found = {fault.code for fault in faults(draft, set())}

    assert set(PROFILE_QUESTIONS) == set(Profile)
    assert not any(q.required for q in draft.questions())
    assert found == {FaultCode.NO_QUESTIONS, FaultCode.TRANSLATION_MISSING}
    assert [fault.count for fault in faults(draft, set()) if fault.code == "translation_missing"] == [1, 1, 1]
