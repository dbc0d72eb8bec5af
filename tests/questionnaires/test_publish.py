"""Drafts, undo and versions in the database."""

import pytest
from sqlalchemy.orm import Session

from consultation.models import Place, Plan, Questionnaire, Version
from consultation.questionnaires import drafts
from consultation.questionnaires.create import copy_questionnaire, create_questionnaire
from consultation.questionnaires.definition import Question
from consultation.questionnaires.edit import UNDO_STEPS, MovedOn, save_draft, undo
from consultation.questionnaires.faults import FaultCode
from consultation.questionnaires.publish import NothingNew, NotReady, code_letters, publish_version
from consultation.questionnaires.queries import (
    Opened,
    definition_of,
    draft_of,
    latest_version,
    plan_by_slug,
    published_keys,
    questionnaire_by_id,
    versions_of,
)
from consultation.questionnaires.sheet import check_sheet
from consultation.terms import Kind
from tests import factories
from tests.questionnaires.test_sheet import question


@pytest.fixture
def plan(session: Session) -> Plan:
    made = factories.plan(session, sector="Ozon")
    found = plan_by_slug(session, made.slug, made.organisation_id)
    assert found is not None
    return found


@pytest.fixture
def made(session: Session, plan: Plan) -> Questionnaire:
    return factories.questionnaire(session, plan_id=plan.id)


def publish(session: Session, made: Questionnaire, plan: Plan) -> Version:
    return publish_version(session, Opened(made, plan), account_id=None, revision=made.revision)


def test_a_new_questionnaire_has_a_question_an_action_and_the_profile(session: Session, plan: Plan) -> None:
    actions = {"P1.01": "Réaliser un festival du goût à Ozon", "P1.02": "Installer des ruches"}

    definition = draft_of(create_questionnaire(session, plan, {"fr": "Essai"}, ["fr", "ar"], actions))

    asked = [(q.key, q.actions, bool(q.label)) for q in definition.questions() if not q.profile]
    assert asked == [("p1_01_1", ("P1.01",), True), ("p1_02_1", ("P1.02",), False)]
    assert len(drafts.profiles_asked(definition)) == 5
    assert [offer.action for offer in definition.offers] == ["P1.01"]


def test_every_edit_can_be_undone_and_spends_its_keys(session: Session, made: Questionnaire) -> None:
    before = draft_of(made)
    added = drafts.add_question(before, question("q_new", Kind.ONE_CHOICE, "a"))

    assert save_draft(session, made, added)
    assert not save_draft(session, made, added)
    assert made.revision == 1
    assert undo(session, made, revision=1)

    assert draft_of(made) == before
    assert {"q_new", "q_new/a"} <= set(made.spent_keys)
    assert not undo(session, made, revision=2)


def test_undo_never_undoes_what_somebody_else_did(session: Session, made: Questionnaire) -> None:
    save_draft(session, made, drafts.add_question(draft_of(made), question("mine", Kind.NUMBER)))
    seen = made.revision
    save_draft(session, made, drafts.add_question(draft_of(made), question("theirs", Kind.NUMBER)))

    with pytest.raises(MovedOn):
        undo(session, made, revision=seen)

    assert draft_of(made).question("theirs") is not None


def test_only_the_latest_drafts_are_kept_for_undo(session: Session, made: Questionnaire) -> None:
    for number in range(UNDO_STEPS + 5):
        save_draft(session, made, drafts.add_question(draft_of(made), question(f"n_{number}", Kind.NUMBER)))

    assert len(made.undo) == UNDO_STEPS


def test_publishing_makes_an_immutable_version_with_a_print_code(
    session: Session, made: Questionnaire, plan: Plan
) -> None:
    first = publish(session, made, plan)
    document = first.definition
    save_draft(session, made, drafts.remove_question(draft_of(made), "q_words", published_keys(session, made.id)))
    second = publish(session, made, plan)

    assert [(v.number, v.print_code) for v in versions_of(session, made.id)] == [(2, "OZN2"), (1, "OZN1")]
    session.refresh(first)
    assert first.definition == document
    retired = definition_of(second).question("q_words")
    assert retired is not None
    assert retired.retired
    assert latest_version(session, made.id) is second
    assert check_sheet(definition_of(second), {"q_words": ["vieux papier"]}).answers


def test_publishing_the_same_again_is_refused(session: Session, made: Questionnaire, plan: Plan) -> None:
    publish(session, made, plan)

    with pytest.raises(NothingNew):
        publish(session, made, plan)


def test_what_was_not_read_is_not_published(session: Session, made: Questionnaire, plan: Plan) -> None:
    save_draft(session, made, drafts.add_question(draft_of(made), question("late", Kind.NUMBER)))

    with pytest.raises(MovedOn):
        publish_version(session, Opened(made, plan), account_id=None, revision=0)

    assert versions_of(session, made.id) == []


def test_faults_stop_a_publication_and_are_all_told(session: Session, made: Questionnaire, plan: Plan) -> None:
    definition = drafts.add_question(draft_of(made), question("a", Kind.PLACE, actions=("P1.01",)))
    save_draft(session, made, drafts.add_question(definition, question("b", Kind.ONE_CHOICE, actions=("P9.99",))))

    with pytest.raises(NotReady) as refused:
        publish(session, made, plan)

    assert {(fault.where, fault.code) for fault in refused.value.faults} == {
        ("a", FaultCode.NO_PLACES),
        ("b", FaultCode.NO_OPTIONS),
        ("b", FaultCode.UNKNOWN_ACTION),
    }


def test_places_are_frozen_at_publication(session: Session, made: Questionnaire, plan: Plan) -> None:
    save_draft(session, made, drafts.add_question(draft_of(made), question("where", Kind.PLACE, actions=("P1.01",))))
    churchill = factories.add(session, Place(plan_id=plan.id, key="churchill", name={"fr": "Place Churchill"}))
    factories.add(session, Place(plan_id=plan.id, key="littre", name={"fr": "Littré"}, is_retired=True))

    first = publish(session, made, plan)
    churchill.is_retired = True
    factories.add(session, Place(plan_id=plan.id, key="lavoisier", name={"fr": "École Lavoisier"}))
    session.flush()
    second = publish(session, made, plan)

    options = [[(o.key, o.retired) for o in places_asked(v).options] for v in (first, second)]
    assert options == [[("churchill", False)], [("lavoisier", False), ("churchill", True)]]


def places_asked(version: Version) -> Question:
    found = definition_of(version).question("where")
    assert found is not None
    return found


def test_a_copy_asks_the_same_under_the_same_keys(session: Session, made: Questionnaire) -> None:
    copy = copy_questionnaire(session, made, {"fr": "Deuxième tour"})

    assert [q.key for q in draft_of(copy).questions()] == [q.key for q in draft_of(made).questions()]
    assert draft_of(copy).title == {"fr": "Deuxième tour"}


def test_what_belongs_to_another_organisation_does_not_exist(session: Session, made: Questionnaire, plan: Plan) -> None:
    assert questionnaire_by_id(session, made.id, plan.organisation_id) is made
    assert questionnaire_by_id(session, made.id, None) is made
    assert questionnaire_by_id(session, made.id, plan.organisation_id + 1) is None
    assert plan_by_slug(session, plan.slug, plan.organisation_id + 1) is None


@pytest.mark.parametrize(
    ("name", "letters"), [("Ozon", "OZN"), ("Châteauneuf", "CHT"), ("Aï", "AIX"), ("أوزون", "XXX"), ("", "XXX")]
)
def test_print_codes_recall_the_neighbourhood(name: str, letters: str) -> None:
    assert code_letters(name) == letters
