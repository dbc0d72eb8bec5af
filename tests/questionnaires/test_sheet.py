"""A received sheet is checked whole, by one function, whatever road it came by."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.questionnaires.kinds import KINDS, Problem
from consultation.questionnaires.sheet import check_sheet, profile_of, tally_keys, words_of
from consultation.terms import Kind, Profile


def option(key: str, **members: Any) -> Option:
    return Option(key=key, label={"fr": key}, **members)


def question(key: str, kind: Kind, *options: str | Option, **members: Any) -> Question:
    made = tuple(o if isinstance(o, Option) else option(o) for o in options)
    return Question(key=key, kind=kind, label={"fr": key}, options=made, **members)


def definition(*questions: Question) -> Definition:
    return Definition(title={"fr": "Essai"}, sections=(Section(key="s1", questions=questions),))


EVERY_KIND = definition(
    question("one", Kind.ONE_CHOICE, "a", "b", option("other", specify=True)),
    question("several", Kind.SEVERAL_CHOICES, "a", "b", "c", option("none", exclusive=True), maximum=2),
    question("vote", Kind.YES_MAYBE_NO, "yes", "maybe", "no"),
    question("mood", Kind.FACES, "very_good", "good", "poor", "very_poor"),
    question("times", Kind.NUMBER, low=0, high=12),
    question("line", Kind.SHORT_TEXT),
    question("area", Kind.LONG_TEXT),
    question("where", Kind.PLACE, "churchill", "lavoisier"),
)


def test_every_kind_is_in_the_registry() -> None:
    assert set(KINDS) == set(Kind)


def test_a_full_sheet_is_read_in_the_order_of_the_definition() -> None:
    form = {
        "one": ["b"],
        "several": ["c", "a"],
        "vote": ["maybe"],
        "mood": ["poor"],
        "times": ["4"],
        "line": ["  un bal  "],
        "area": ["été\r\nà 20 h"],
        "where": ["lavoisier"],
    }

    sheet = check_sheet(EVERY_KIND, form)

    assert not sheet.problems
    assert not sheet.ignored
    assert sheet.answers == {
        "one": {"chosen": ["b"]},
        "several": {"chosen": ["a", "c"]},
        "vote": {"chosen": ["maybe"]},
        "mood": {"chosen": ["poor"]},
        "times": {"number": 4.0},
        "line": {"text": "  un bal  "},
        "area": {"text": "été\r\nà 20 h"},
        "where": {"chosen": ["lavoisier"]},
    }
    assert tally_keys(EVERY_KIND, sheet.answers) == {
        "one": ["b"],
        "several": ["a", "c"],
        "vote": ["maybe"],
        "mood": ["poor"],
        "times": ["n:4"],
        "line": [],
        "area": [],
        "where": ["lavoisier"],
    }


def test_nothing_is_obligatory_unless_said() -> None:
    asked = question("q", Kind.ONE_CHOICE, "a", required=True)

    assert check_sheet(EVERY_KIND, {}).is_empty
    assert check_sheet(definition(asked), {}).problems == {"q": Problem.REQUIRED}
    assert check_sheet(definition(asked), {"q": ["a"]}).problems == {}
    assert check_sheet(definition(asked), {}, may_leave_blanks=True).is_empty


@pytest.mark.parametrize(
    ("field", "values", "problem"),
    [
        ("one", ["a", "b"], Problem.ONE_ONLY),
        ("one", ["z"], Problem.UNKNOWN_OPTION),
        ("several", ["a", "b", "c"], Problem.TOO_MANY),
        ("several", ["a", "none"], Problem.EXCLUSIVE),
        ("vote", ["yes", "no"], Problem.ONE_ONLY),
        ("times", ["beaucoup"], Problem.NOT_A_NUMBER),
        ("times", ["1e1"], Problem.NOT_A_NUMBER),
        ("times", ["nan"], Problem.NOT_A_NUMBER),
        ("times", ["-1"], Problem.TOO_LOW),
        ("times", ["13"], Problem.TOO_HIGH),
        ("line", ["a\0b"], Problem.NOT_TEXT),
        ("line", ["\ud800"], Problem.NOT_TEXT),
        ("area", ["a" * 10_001], Problem.TOO_LONG),
        ("where", ["churchill", "lavoisier"], Problem.ONE_ONLY),
    ],
)
def test_a_wrong_answer_is_named_and_never_kept(field: str, values: list[str], problem: Problem) -> None:
    sheet = check_sheet(EVERY_KIND, {field: values, "mood": ["good"]})

    assert sheet.problems == {field: problem}
    assert sheet.answers == {"mood": {"chosen": ["good"]}}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("4", 4), ("٤", 4), ("۱۱", 11), ("2,5", 2.5), ("٢٫٥", 2.5), (" 1 0 ", 10), ("1\u00a01", 11), ("-0", 0)],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: float) -> None:
    sheet = check_sheet(EVERY_KIND, {"times": [typed]})

    assert sheet.answers == {"times": {"number": number}}


def test_words_beside_other_choose_it() -> None:
    several = definition(question("q", Kind.SEVERAL_CHOICES, "a", option("other", specify=True)))

    assert check_sheet(EVERY_KIND, {"one-text": ["la danse"]}).answers == {
        "one": {"chosen": ["other"], "text": "la danse"}
    }
    assert check_sheet(several, {"q": ["a"], "q-text": ["b"]}).answers == {"q": {"chosen": ["a", "other"], "text": "b"}}


def test_words_are_kept_when_another_single_option_was_chosen() -> None:
    sheet = check_sheet(EVERY_KIND, {"one": ["a"], "one-text": ["mais pas le soir"]})

    assert sheet.answers == {"one": {"chosen": ["a"], "text": "mais pas le soir"}}
    assert words_of(sheet.answers) == {"one": "mais pas le soir"}


def test_unknown_fields_are_reported_and_never_stored() -> None:
    sheet = check_sheet(EVERY_KIND, {"vote": ["yes"], "admin": ["1"], "vote-text": ["x"]})

    assert sheet.ignored == ("admin", "vote-text")
    assert sheet.answers == {"vote": {"chosen": ["yes"]}}


def test_old_paper_stays_readable_after_a_question_and_an_option_were_retired() -> None:
    old = definition(
        question("kept", Kind.ONE_CHOICE, "a", option("gone", retired=True)),
        question("dropped", Kind.ONE_CHOICE, "a", required=True, retired=True),
    )

    assert check_sheet(old, {}).is_empty
    assert check_sheet(old, {"kept": ["gone"], "dropped": ["a"]}).answers == {
        "kept": {"chosen": ["gone"]},
        "dropped": {"chosen": ["a"]},
    }


def test_the_profile_is_read_by_what_it_means_not_by_its_key() -> None:
    asked = definition(question("q7", Kind.ONE_CHOICE, "15_17", "18_24", profile=Profile.AGE_BAND))

    assert profile_of(asked, {"q7": {"chosen": ["18_24"]}}) == {Profile.AGE_BAND: ["18_24"]}
    assert profile_of(asked, {}) == {}


FIELDS = [name for q in EVERY_KIND.questions() for name in (q.key, f"{q.key}-text")] + ["unknown", ""]
VALUES = st.one_of(
    st.sampled_from([o.key for q in EVERY_KIND.questions() for o in q.options]),
    st.text(max_size=20),
    st.integers().map(str),
)

# The first draw of Unicode text builds tables, which a busy machine takes for slowness.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(VALUES, max_size=6), max_size=12))
def test_any_form_gives_answers_that_can_be_stored_or_a_named_problem(form: dict[str, list[str]]) -> None:
    sheet = check_sheet(EVERY_KIND, form)

    assert not set(sheet.answers) & set(sheet.problems)
    assert set(sheet.answers) | set(sheet.problems) <= {q.key for q in EVERY_KIND.questions()}
    assert set(sheet.ignored) <= set(form)
    for q in EVERY_KIND.questions():
        answer = sheet.answers.get(q.key)
        cells = KINDS[q.kind].cells(q, answer)
        assert len(cells) == len(KINDS[q.kind].columns(q))
        if answer is not None:
            assert set(answer.get("chosen", [])) <= {o.key for o in q.options}
            assert "\0" not in answer.get("text", "")
            assert any(cell is not None for cell in cells)
    for text in words_of(sheet.answers).values():
        assert text.encode()


@patient
@given(st.dictionaries(st.sampled_from(FIELDS[:-2]), st.lists(VALUES, max_size=6), max_size=12))
def test_a_checked_sheet_sent_again_is_the_same_sheet(form: dict[str, list[str]]) -> None:
    answers = check_sheet(EVERY_KIND, form).answers

    again: dict[str, list[str]] = {}
    for key, answer in answers.items():
        q = EVERY_KIND.question(key)
        assert q is not None
        if "chosen" in answer:
            again[key] = answer["chosen"]
        if "number" in answer:
            again[key] = [repr(answer["number"])]
        if "text" in answer:
            again[f"{key}-text" if q.options else key] = [answer["text"]]

    assert check_sheet(EVERY_KIND, again).answers == answers
