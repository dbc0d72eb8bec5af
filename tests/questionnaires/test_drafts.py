"""Edits of a draft lose nothing, and give no key twice."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.questionnaires import drafts
from consultation.questionnaires.bank import bank
from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.questionnaires.drafts import keys_of, new_key
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.terms import Kind, Profile
from tests.questionnaires.test_sheet import option, patient, question


def draft(*sections: tuple[str, list[str]]) -> Definition:
    return Definition(
        title={"fr": "Essai"},
        sections=tuple(
            Section(key=key, questions=tuple(question(q, Kind.ONE_CHOICE, "a", "b") for q in questions))
            for key, questions in sections
        ),
    )


def order(definition: Definition) -> list[tuple[str, list[str]]]:
    return [(section.key, [q.key for q in section.questions]) for section in definition.sections]


TWO = draft(("s_1", ["q_1", "q_2"]), ("s_2", ["q_3"]))


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [
        ("q_1", 1, [("s_1", ["q_2", "q_1"]), ("s_2", ["q_3"])]),
        ("q_2", -1, [("s_1", ["q_2", "q_1"]), ("s_2", ["q_3"])]),
        ("q_2", 1, [("s_1", ["q_1"]), ("s_2", ["q_2", "q_3"])]),
        ("q_3", -1, [("s_1", ["q_1", "q_2", "q_3"]), ("s_2", [])]),
        ("q_1", -1, order(TWO)),
        ("q_3", 1, order(TWO)),
    ],
)
def test_a_question_moves_step_by_step_and_across_sections(
    key: str, by: int, expected: list[tuple[str, list[str]]]
) -> None:
    assert order(drafts.move_question(TWO, key, by)) == expected


def test_a_question_is_dropped_just_before_another() -> None:
    assert order(drafts.place_question(TWO, "q_3", "s_1", before="q_2")) == [
        ("s_1", ["q_1", "q_3", "q_2"]),
        ("s_2", []),
    ]
    assert order(drafts.place_question(TWO, "q_1", "s_2")) == [("s_1", ["q_2"]), ("s_2", ["q_3", "q_1"])]
    assert drafts.place_question(TWO, "q_1", "s_1", before="q_1") == TWO


def test_a_removed_section_leaves_its_questions_to_its_neighbour() -> None:
    assert order(drafts.remove_section(TWO, "s_2")) == [("s_1", ["q_1", "q_2", "q_3"])]
    assert order(drafts.remove_section(TWO, "s_1")) == [("s_2", ["q_1", "q_2", "q_3"])]
    with pytest.raises(drafts.LastSection):
        drafts.remove_section(draft(("s_1", ["q_1"])), "s_1")


def test_a_published_question_is_retired_and_can_come_back() -> None:
    retired = drafts.remove_question(TWO, "q_1", published={"q_1"})
    gone = drafts.remove_question(TWO, "q_1", published=set())

    assert [q.retired for q in retired.questions()] == [True, False, False]
    assert gone.question("q_1") is None
    assert drafts.restore_question(retired, "q_1") == TWO


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(drafts.Unknown):
        drafts.move_question(TWO, "q_9", 1)
    with pytest.raises(drafts.Unknown):
        drafts.move_section(TWO, "s_9", 1)


def test_a_key_is_never_given_twice() -> None:
    assert new_key("p1_02", {"p1_02_1", "p1_02_7", "p1_021_9"}) == "p1_02_8"
    assert drafts.key_base(["P1.02", "P2.01"], []) == "p1_02"
    assert drafts.key_base([], ["P3"]) == "p3"
    assert drafts.key_base([], []) == "q"
    assert drafts.option_key({"fr": "Des fêtes !"}, set()) == "des_fetes"
    assert drafts.option_key({"fr": "Des fêtes !"}, {"des_fetes"}) == "des_fetes_1"
    assert drafts.option_key({"ar": "لا"}, set()) == "option"


def test_a_proposed_question_is_tied_to_its_action_and_brings_its_offer() -> None:
    entry = bank().entries[0]

    one = drafts.add_proposed(TWO, entry, "P7.03", spent={"p7_03_1"})
    both = drafts.add_proposed(one, entry, "P7.03", chosen=[q.key for q in entry.questions])

    added = one.question("p7_03_2")
    assert added is not None
    assert added.actions == ("P7.03",)
    assert added.label == entry.questions[0].label
    assert [(o.key, o.action) for o in one.offers] == [("p7_03_offer_1", "P7.03")]
    assert {q.key for q in both.questions()} - {q.key for q in one.questions()} == {"p7_03_3", "p7_03_4"}
    assert both.offers == one.offers


def test_a_proposed_question_stands_beside_the_others_on_its_action() -> None:
    first, last = bank().entries[0], bank().entries[1]
    both = drafts.add_proposed(drafts.add_proposed(TWO, first, "P1.01"), last, "P1.02")

    added = drafts.add_proposed(both, first, "P1.01", chosen=[first.questions[1].key])

    assert order(added)[1] == ("s_2", ["q_3", "p1_01_1", "p1_01_2", "p1_02_1"])


def test_a_proposed_question_on_the_profile_ties_the_one_that_stands() -> None:
    entry = next(entry for entry in bank().entries if entry.action == "P1.03")
    with_profile = drafts.with_profile(TWO, {Profile.HOME_LANGUAGE}, set())

    added = drafts.add_proposed(with_profile, entry, "P1.03", chosen=[entry.questions[1].key])

    assert [q.actions for q in added.questions() if q.profile is Profile.HOME_LANGUAGE] == [("P1.03",)]


def test_profile_questions_come_last_in_their_own_order() -> None:
    some = drafts.with_profile(TWO, {Profile.HOME_LANGUAGE, Profile.IN_SECTOR}, set())
    more = drafts.with_profile(some, set(Profile), set())
    none = drafts.with_profile(more, set(), set())
    retired = drafts.with_profile(more, set(), {p.value for p in Profile})

    assert order(some)[-1] == ("profile", ["in_sector", "home_language"])
    assert order(more)[-1] == ("profile", [p.value for p in PROFILE_QUESTIONS])
    assert none == TWO
    assert drafts.profiles_asked(retired) == set()
    assert drafts.with_profile(retired, set(Profile), set()) == more


def test_places_of_the_register_become_options_and_old_ones_are_retired() -> None:
    asked = drafts.add_question(TWO, question("q_4", Kind.PLACE, "gone", option("other", specify=True)))

    frozen = drafts.with_places(asked, [Option(key="churchill", label={"fr": "Place Churchill"})]).question("q_4")

    assert frozen is not None
    assert [(o.key, o.retired) for o in frozen.options] == [("churchill", False), ("other", False), ("gone", True)]


EDITS: list[Callable[[Definition, str, str, int], Definition]] = [
    lambda d, q, s, by: drafts.move_question(d, q, by),
    lambda d, q, s, by: drafts.place_question(d, q, s),
    lambda d, q, s, by: drafts.place_question(d, q, s, before="q_2"),
    lambda d, q, s, by: drafts.remove_question(d, q, {"q_1", "q_2"}),
    lambda d, q, s, by: drafts.restore_question(d, q),
    lambda d, q, s, by: drafts.move_section(d, s, by),
    lambda d, q, s, by: drafts.remove_section(d, s),
    lambda d, q, s, by: drafts.add_question(d, Question(key=new_key("q", keys_of(d)), kind=Kind.NUMBER, label={})),
    lambda d, q, s, by: drafts.with_profile(d, {Profile.AGE_BAND} if by > 0 else set(), {"q_1"}),
]


@patient
@given(
    st.lists(
        st.tuples(
            st.sampled_from(EDITS),
            st.sampled_from(["q_1", "q_2", "q_3", "q_4"]),
            st.sampled_from(["s_1", "s_2", "profile"]),
            st.sampled_from([-1, 1]),
        ),
        max_size=12,
    )
)
def test_no_series_of_edits_loses_a_published_question_or_doubles_a_key(
    edits: list[tuple[Callable[[Definition, str, str, int], Definition], str, str, int]],
) -> None:
    definition = TWO
    for edit, key, section, by in edits:
        try:
            definition = edit(definition, key, section, by)
        except (drafts.Unknown, drafts.LastSection):
            continue

    assert Definition.model_validate(definition.model_dump()) == definition
    assert {"q_1", "q_2"} <= {q.key for q in definition.questions()}
