"""A received sheet is checked whole, by one function, whatever road it came by."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.languages import RESIDENT_LOCALES
from consultation.questionnaires.definition import Definition, Option, Question, Row, Section
from consultation.questionnaires.kinds import KINDS, READY_OPTIONS, READY_ROWS, Problem
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.questionnaires.sheet import check_sheet, profile_of, tally_keys, words_of
from consultation.terms import Kind, Profile


def option(key: str, **members: Any) -> Option:
    return Option(key=key, label={"fr": key}, **members)


def question(key: str, kind: Kind, *options: str | Option, **members: Any) -> Question:
    made = tuple(o if isinstance(o, Option) else option(o) for o in options)
    return Question(key=key, kind=kind, label={"fr": key}, options=made, **members)


def rows(*keys: str) -> tuple[Row, ...]:
    return tuple(Row(key=key, label={"fr": key}) for key in keys)


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
    question("spot", Kind.MAP, option("lake", at=(0.1, 0.9)), option("square", at=(0.5, 0.5)), maximum=2),
    question("trust", Kind.SCALE, low=0, high=10, step=2),
    question("services", Kind.RATING_TABLE, "good", "poor", rows=rows("bus", "post")),
    question("week", Kind.WEEK_GRID, "morning", "evening", rows=rows("mon", "sun")),
    question("order", Kind.RANKING, "a", "b", "c", maximum=2),
    question("since", Kind.DATE),
    question("hour", Kind.TIME),
    question("met", Kind.DATE_TIME),
    question("here", Kind.POSITION),
    question("picture", Kind.PHOTO),
    question("voice", Kind.VOICE),
    question("paper", Kind.FILE),
    question("read_me", Kind.NOTE),
    question("agreed", Kind.ACKNOWLEDGEMENT),
    question("sum", Kind.CALCULATION),
    question("wave", Kind.HIDDEN, default="spring"),
)
STORED = "a" * 64 + ".jpg"


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
        "spot": ["square", "lake"],
        "trust": ["8"],
        "services-row-bus": ["poor"],
        "week-row-sun": ["evening", "morning"],
        "order-rank-1": ["c"],
        "order-rank-2": ["a"],
        "since": ["01/09/2026"],
        "hour": ["١٤:٣٠"],
        "met": ["2026-11-23T18:05"],
        "here": ["45.04567 3.88512 640 4.5"],
        "picture": [STORED],
        "voice": [STORED],
        "paper": [STORED],
        "agreed": ["yes"],
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
        "spot": {"chosen": ["lake", "square"]},
        "trust": {"number": 8.0},
        "services": {"table": {"bus": ["poor"]}},
        "week": {"table": {"sun": ["morning", "evening"]}},
        "order": {"ranked": ["c", "a"]},
        "since": {"moment": "2026-09-01"},
        "hour": {"moment": "14:30"},
        "met": {"moment": "2026-11-23T18:05"},
        "here": {"point": [45.046, 3.885]},
        "picture": {"file": STORED},
        "voice": {"file": STORED},
        "paper": {"file": STORED},
        "agreed": {"chosen": ["yes"]},
        "wave": {"text": "spring"},
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
        "spot": ["lake", "square"],
        "trust": ["n:8"],
        "services": ["bus/poor", "bus/*"],
        "week": ["sun/morning", "sun/evening", "sun/*"],
        "order": ["1/c", "2/a"],
        "since": ["2026-09"],
        "hour": ["14"],
        "met": ["2026-11"],
        "here": [],
        "picture": [],
        "voice": [],
        "paper": [],
        "agreed": ["yes"],
        "wave": [],
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
        ("trust", ["3"], Problem.UNKNOWN_OPTION),
        ("trust", ["12"], Problem.TOO_HIGH),
        ("services-row-bus", ["good", "poor"], Problem.ONE_ONLY),
        ("services-row-bus", ["z"], Problem.UNKNOWN_OPTION),
        ("since", ["31/02/2026"], Problem.NOT_A_DATE),
        ("hour", ["25:00"], Problem.NOT_A_TIME),
        ("met", ["2026-11-23"], Problem.NOT_A_DATE),
        ("here", ["ici"], Problem.NOT_A_POSITION),
        ("here", ["95 3"], Problem.NOT_A_POSITION),
        ("picture", ["../../etc/passwd"], Problem.NOT_A_FILE),
        ("agreed", ["no"], Problem.UNKNOWN_OPTION),
    ],
)
def test_a_wrong_answer_is_named_and_never_kept(field: str, values: list[str], problem: Problem) -> None:
    sheet = check_sheet(EVERY_KIND, {field: values, "mood": ["good"]})

    assert sheet.problems == {field.split("-")[0]: problem}
    assert sheet.answers == {"mood": {"chosen": ["good"]}, "wave": {"text": "spring"}}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("4", 4), ("٤", 4), ("۱۱", 11), ("2,5", 2.5), ("٢٫٥", 2.5), (" 1 0 ", 10), ("1\u00a01", 11), ("-0", 0)],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: float) -> None:
    sheet = check_sheet(EVERY_KIND, {"times": [typed]})

    assert sheet.answers["times"] == {"number": number}


def test_words_beside_other_choose_it() -> None:
    several = definition(question("q", Kind.SEVERAL_CHOICES, "a", option("other", specify=True)))

    assert check_sheet(EVERY_KIND, {"one-text": ["la danse"]}).answers["one"] == {
        "chosen": ["other"],
        "text": "la danse",
    }
    assert check_sheet(several, {"q": ["a"], "q-text": ["b"]}).answers == {"q": {"chosen": ["a", "other"], "text": "b"}}


def test_words_are_kept_when_another_single_option_was_chosen() -> None:
    sheet = check_sheet(EVERY_KIND, {"one": ["a"], "one-text": ["mais pas le soir"]})

    assert sheet.answers["one"] == {"chosen": ["a"], "text": "mais pas le soir"}
    assert words_of(EVERY_KIND, sheet.answers) == [("one", "mais pas le soir")]


def test_unknown_fields_are_reported_and_never_stored() -> None:
    sheet = check_sheet(EVERY_KIND, {"vote": ["yes"], "admin": ["1"], "vote-text": ["x"]})

    assert sheet.ignored == ("admin", "vote-text")
    assert set(sheet.answers) == {"vote", "wave"}


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


FIELDS = [name for q in EVERY_KIND.questions() for name in (f"{q.key}-text", *KINDS[q.kind].fields(q))] + [
    "unknown",
    "",
]
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
            assert all(KINDS[q.kind].tally_keys(q, answer))
    for _key, text in words_of(EVERY_KIND, sheet.answers):
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
        if "moment" in answer:
            again[key] = [answer["moment"]]
        if "point" in answer:
            again[key] = [" ".join(map(str, answer["point"]))]
        for row, chosen in answer.get("table", {}).items():
            again[f"{key}-row-{row}"] = chosen
        for rank, chosen_key in enumerate(answer.get("ranked", ()), start=1):
            again[f"{key}-rank-{rank}"] = [chosen_key]

    assert check_sheet(EVERY_KIND, again).answers == answers


def test_not_wanting_to_say_is_an_answer_of_its_own() -> None:
    asked = definition(
        question("q", Kind.ONE_CHOICE, "a", may_refuse=True, may_not_know=True, required=True),
        question("n", Kind.NUMBER, may_not_know=True),
    )

    sheet = check_sheet(asked, {"q": ["-refused"], "n-declined": ["-unknown"]})

    assert sheet.answers == {"q": {"declined": "refused"}, "n": {"declined": "unknown"}}
    assert tally_keys(asked, sheet.answers) == {"q": ["-refused"], "n": ["-unknown"]}
    assert [c.name for c in KINDS[Kind.NUMBER].columns(question("n", Kind.NUMBER, may_not_know=True))] == [
        "n",
        "n-declined",
    ]
    assert check_sheet(asked, {"q": ["a"], "n": ["4"], "n-declined": ["-unknown"]}).problems == {"n": Problem.BOTH}
    assert check_sheet(EVERY_KIND, {"one": ["-refused"]}).problems == {"one": Problem.UNKNOWN_OPTION}
    assert check_sheet(EVERY_KIND, {"line": ["-refused"]}).answers["line"] == {"text": "-refused"}, "words are words"


def test_a_repeated_section_holds_one_set_of_answers_a_time() -> None:
    children = Section(
        key="child",
        repeat=3,
        questions=(question("age", Kind.NUMBER, required=True), question("likes", Kind.ONE_CHOICE, "ball", "swing")),
    )
    asked = Definition(title={"fr": "Essai"}, sections=(children,))

    sheet = check_sheet(asked, {"child-1-age": ["7"], "child-1-likes": ["ball"], "child-3-age": ["9"], "age": ["1"]})

    assert sheet.answers == {
        "child": {"repeats": [{"age": {"number": 7.0}, "likes": {"chosen": ["ball"]}}, {"age": {"number": 9.0}}]}
    }
    assert sheet.ignored == ("age",)
    assert tally_keys(asked, sheet.answers) == {"child": ["n:2"], "age": ["n:7", "n:9"], "likes": ["ball"]}
    assert check_sheet(asked, {"child-2-likes": ["ball"]}).problems == {"child-2-age": Problem.REQUIRED}


def test_ready_made_words_are_there_in_every_language_of_the_program() -> None:
    texts = [option.label for options in READY_OPTIONS.values() for option in options]
    texts += [row.label for rows in READY_ROWS.values() for row in rows]
    for asked in PROFILE_QUESTIONS.values():
        texts += [asked.label, *(option.label for option in asked.options)]

    assert [text["en"] for text in texts if not set(RESIDENT_LOCALES) <= set(text)] == []
