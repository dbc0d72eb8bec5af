"""Answers that depend on answers: what is off the route is never stored, whatever road a sheet came by."""

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.kinds import Problem
from consultation.questionnaires.packing import packed
from consultation.questionnaires.piping import with_dots_for_answers
from consultation.questionnaires.routing import routing_of, sorted_keys
from consultation.questionnaires.sheet import check_sheet
from consultation.terms import Kind
from tests.questionnaires.test_sheet import definition, option, question, rows

NOON = dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC)

CAFE = definition(
    question("vote", Kind.YES_MAYBE_NO, "yes", "maybe", "no"),
    question("hours", Kind.SEVERAL_CHOICES, "morning", "evening", relevant="${vote} != 'no'", required=True),
    question("why_not", Kind.SHORT_TEXT, relevant="${vote} = 'no'"),
    question("late", Kind.SHORT_TEXT, relevant="selected(${hours}, 'evening')"),
)


def stored(asked: Definition, **form: str | list[str]) -> dict[str, Any]:
    fields = {name.replace("__", "-"): [v] if isinstance(v, str) else v for name, v in form.items()}
    sheet = check_sheet(asked, fields, now=NOON)
    assert not sheet.problems
    return dict(sheet.answers)


def test_a_questionnaire_without_expressions_has_no_routing() -> None:
    assert routing_of(definition(question("a", Kind.NUMBER))) is None
    assert routing_of(CAFE) is routing_of(CAFE) is not None


def test_answers_off_the_route_are_named_and_not_stored() -> None:
    sheet = check_sheet(CAFE, {"vote": ["no"], "hours": ["evening"], "why_not": ["bruit"], "late": ["22 h"]})

    assert sheet.answers == {"vote": {"chosen": ["no"]}, "why_not": {"text": "bruit"}}
    assert sheet.off_route == ("hours", "late")
    assert not sheet.problems
    assert not sheet.ignored


@pytest.mark.parametrize(("vote", "problems"), [("yes", {"hours": Problem.REQUIRED}), ("no", {})])
def test_what_is_needed_is_needed_on_the_route_only(vote: str, problems: dict[str, Problem]) -> None:
    assert check_sheet(CAFE, {"vote": [vote]}).problems == problems


def test_paper_may_leave_blanks_and_is_told_what_was_off_the_route() -> None:
    sheet = check_sheet(CAFE, {"vote": ["no"], "hours": ["evening"]}, may_leave_blanks=True)

    assert sheet.answers == {"vote": {"chosen": ["no"]}}
    assert sheet.off_route == ("hours",)
    assert check_sheet(CAFE, {"vote": ["yes"]}, may_leave_blanks=True).problems == {}


def test_a_section_off_the_route_takes_its_questions_along() -> None:
    asked = Definition(
        title={"fr": "Essai"},
        sections=(
            Section(key="first", questions=(question("lives", Kind.ONE_CHOICE, "here", "elsewhere"),)),
            Section(
                key="home", relevant="${lives} = 'here'", questions=(question("floor", Kind.NUMBER, required=True),)
            ),
        ),
    )

    assert stored(asked, lives="elsewhere", floor="3") == {"lives": {"chosen": ["elsewhere"]}}
    assert stored(asked, lives="here", floor="3")["floor"] == {"number": 3.0}
    assert check_sheet(asked, {"lives": ["here"]}).problems == {"floor": Problem.REQUIRED}


def test_an_answer_against_its_constraint_is_given_back() -> None:
    asked = definition(
        question("adults", Kind.NUMBER), question("workers", Kind.NUMBER, constraint=". <= ${adults}", may_refuse=True)
    )

    assert check_sheet(asked, {"adults": ["2"], "workers": ["3"]}).problems == {"workers": Problem.CONSTRAINT}
    assert stored(asked, adults="2", workers="2")["workers"] == {"number": 2.0}
    assert stored(asked, adults="2", workers="-refused")["workers"] == {"declined": "refused"}
    assert "workers" not in stored(asked, adults="2")


def test_a_constraint_sees_every_answer_its_own_by_name_and_those_of_its_time() -> None:
    asked = Definition(
        title={"fr": "Essai"},
        sections=(
            Section(
                key="one",
                repeat=2,
                questions=(
                    question("low", Kind.NUMBER, constraint="${low} <= ${high} and . <= ${limit}"),
                    question("high", Kind.NUMBER, relevant="${low} != ''"),
                ),
            ),
            Section(key="last", questions=(question("limit", Kind.NUMBER),)),
        ),
    )
    form = {"one-1-low": ["1"], "one-1-high": ["2"], "one-2-low": ["5"], "one-2-high": ["4"], "limit": ["9"]}

    assert check_sheet(asked, form).problems == {"one-2-low": Problem.CONSTRAINT}
    assert check_sheet(asked, form | {"limit": ["0"]}).problems.keys() == {"one-1-low", "one-2-low"}
    assert not check_sheet(asked, form | {"one-2-low": ["3"]}).problems


def test_a_calculation_is_put_in_and_what_depends_on_it_follows() -> None:
    asked = definition(
        question("adults", Kind.NUMBER),
        question("children", Kind.NUMBER),
        question("people", Kind.CALCULATION, calculation="${adults} + coalesce(${children}, 0)"),
        question("crowd", Kind.CALCULATION, calculation="if(${people} > 5, 'big', 'small')"),
        question("rooms", Kind.NUMBER, relevant="${crowd} = 'big'"),
    )

    assert stored(asked, adults="4", children="2", rooms="3") == {
        "adults": {"number": 4.0},
        "children": {"number": 2.0},
        "people": {"number": 6.0},
        "crowd": {"text": "big"},
        "rooms": {"number": 3.0},
    }
    assert stored(asked, adults="4", rooms="3", people="99") == {
        "adults": {"number": 4.0},
        "people": {"number": 4.0},
        "crowd": {"text": "small"},
    }
    assert check_sheet(asked, {}).is_empty


def test_of_the_hour_nothing_is_kept_in_a_calculation() -> None:
    asked = definition(
        question("at", Kind.CALCULATION, calculation="now()"), question("day", Kind.CALCULATION, calculation="today()")
    )

    assert stored(asked) == {"at": {"text": "2026-11-23T00:00:00"}, "day": {"text": "2026-11-23"}}


def test_the_moment_itself_may_be_compared_with() -> None:
    asked = definition(question("met", Kind.DATE_TIME, constraint=". <= now()"))

    assert stored(asked, met="2026-11-23T12:00")
    assert check_sheet(asked, {"met": ["2026-11-23T13:00"]}, now=NOON).problems == {"met": Problem.CONSTRAINT}


def test_options_a_filter_does_not_offer_are_dropped() -> None:
    asked = definition(
        question("town", Kind.ONE_CHOICE, "dunkerque", "bergues"),
        question(
            "district",
            Kind.SEVERAL_CHOICES,
            option("ozon", attributes={"town": "dunkerque"}),
            option("port", attributes={"town": "dunkerque"}),
            option("centre", attributes={"town": "bergues"}),
            choice_filter="town = ${town}",
        ),
    )

    assert stored(asked, town="dunkerque", district=["ozon", "centre"])["district"] == {"chosen": ["ozon"]}
    sheet = check_sheet(asked, {"town": ["bergues"], "district": ["ozon"]})
    assert sheet.answers == {"town": {"chosen": ["bergues"]}}
    assert sheet.off_route == ("district",)


FAMILY = Definition(
    title={"fr": "Essai"},
    sections=(
        Section(
            key="member",
            repeat=4,
            questions=(
                question("name", Kind.SHORT_TEXT, required=True),
                question("age", Kind.NUMBER),
                question("school", Kind.SHORT_TEXT, relevant="${age} < 18"),
                question("rank", Kind.CALCULATION, calculation="position(..)"),
                question("after", Kind.CALCULATION, calculation="indexed-repeat(${name}, ${member}, position(..) - 1)"),
            ),
        ),
        Section(
            key="all",
            questions=(
                question("ages", Kind.CALCULATION, calculation="sum(${age})"),
                question("many", Kind.NUMBER, relevant="count(${member}) >= 3"),
                question("names", Kind.CALCULATION, calculation="join(', ', ${name})"),
            ),
        ),
    ),
)


def test_a_repeated_section_is_worked_out_each_time_on_its_own() -> None:
    form = {
        "member-1-name": ["Ali"],
        "member-1-age": ["40"],
        "member-1-school": ["non"],
        "member-2-name": ["Zoé"],
        "member-2-age": ["7"],
        "member-2-school": ["Jean Zay"],
        "many": ["3"],
    }
    sheet = check_sheet(FAMILY, form)

    assert not sheet.problems
    assert sheet.off_route == ("member-1-school", "many")
    assert sheet.answers == {
        "member": {
            "repeats": [
                {"name": {"text": "Ali"}, "age": {"number": 40.0}, "rank": {"number": 1.0}},
                {
                    "name": {"text": "Zoé"},
                    "age": {"number": 7.0},
                    "school": {"text": "Jean Zay"},
                    "rank": {"number": 2.0},
                    "after": {"text": "Ali"},
                },
            ]
        },
        "ages": {"number": 47.0},
        "names": {"text": "Ali, Zoé"},
    }
    assert check_sheet(FAMILY, {"member-3-age": ["9"]}).problems == {"member-3-name": Problem.REQUIRED}
    assert check_sheet(FAMILY, {}).is_empty


def test_what_is_needed_later_is_worked_out_first() -> None:
    asked = definition(
        question("early", Kind.SHORT_TEXT, relevant="${total} > 1"),
        question("total", Kind.CALCULATION, calculation="${late} * 2"),
        question("late", Kind.NUMBER),
    )

    assert list(stored(asked, early="oui", late="1")) == ["early", "total", "late"]
    assert "early" not in stored(asked, early="oui", late="0")


def test_a_circle_is_cut_and_an_unreadable_rule_asks() -> None:
    circle = definition(
        question("a", Kind.SHORT_TEXT, relevant="${b} = ''"),
        question("b", Kind.SHORT_TEXT, relevant="${a} = ''"),
        question("c", Kind.SHORT_TEXT, relevant="${c ="),
        question("d", Kind.SHORT_TEXT, relevant="frob(1)", constraint="pulldata('x')"),
        question("e", Kind.CALCULATION, calculation="frob(1)"),
    )

    assert set(stored(circle, a="1", b="2", c="3", d="4")) == {"b", "c", "d"}


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 9)), max_size=10))
def test_each_key_comes_after_those_it_needs(graph: dict[int, set[int]]) -> None:
    needs = {str(key): {str(one) for one in found} for key, found in graph.items()}
    earlier_only = {key: {one for one in found if int(one) < int(key)} for key, found in needs.items()}

    assert sorted(sorted_keys(needs)) == sorted(needs)
    order = sorted_keys(earlier_only)
    assert all(
        order.index(one) < order.index(key) for key, found in earlier_only.items() for one in found if one in needs
    )


def test_ten_thousand_questions_in_a_chain_are_ordered() -> None:
    chain = {str(n): {str(n + 1)} for n in range(10_000)}

    assert sorted_keys(chain)[:2] == ["9999", "9998"]


# Whatever is written and sent

CONDITIONS = st.sampled_from(
    [
        "",
        "${vote} = 'yes'",
        "selected(${several}, 'a') or ${number} > 3",
        "not(${words} = '')",
        "${week} = '' and ${total} < 9",
        "count-selected(.) > 1",
        "regex(., '[a-z]+')",
        "${nothing} = 1",
        "frob(${vote})",
        "${vote} =",
    ]
)


@st.composite
def questionnaires(draw: st.DrawFn) -> Definition:
    asked = [
        question("vote", Kind.YES_MAYBE_NO, "yes", "no"),
        question("several", Kind.SEVERAL_CHOICES, "a", "b"),
        question("number", Kind.NUMBER),
        question("words", Kind.SHORT_TEXT),
        question("week", Kind.WEEK_GRID, "morning", rows=rows("mon", "sun")),
        question("total", Kind.CALCULATION, calculation="${number} * 2"),
    ]
    ruled: list[Question] = [
        one.model_copy(
            update={"relevant": draw(CONDITIONS), "constraint": draw(CONDITIONS), "required": draw(st.booleans())}
        )
        for one in draw(st.permutations(asked))
    ]
    cut = draw(st.integers(0, len(ruled)))
    return Definition(
        title={"fr": "x"},
        sections=(
            Section(key="s1", questions=tuple(ruled[:cut])),
            Section(
                key="s2", relevant=draw(CONDITIONS), repeat=draw(st.none() | st.just(2)), questions=tuple(ruled[cut:])
            ),
        ),
    )


FIELDS = ["vote", "several", "number", "words", "week-row-mon", "total"]
FORMS = st.dictionaries(
    st.sampled_from([prefix + field for prefix in ("", "s2-1-", "s2-2-") for field in FIELDS]),
    st.lists(
        st.sampled_from(["yes", "no", "a", "b", "4", "1", "abc", "morning", "-refused", "\0"]), min_size=1, max_size=2
    ),
)


@settings(max_examples=150, deadline=None)
@given(questionnaires(), FORMS, st.booleans())
def test_what_is_stored_is_on_the_route_and_checked_again_is_the_same(
    asked: Definition, form: dict[str, list[str]], may_leave_blanks: bool
) -> None:
    sheet = check_sheet(asked, form, may_leave_blanks=may_leave_blanks, now=NOON)
    kept = {name: values for name, values in form.items() if not is_off(name, sheet.off_route)}
    again = check_sheet(asked, kept, may_leave_blanks=may_leave_blanks, now=NOON)

    answered = set(sheet.answers) | {
        key for one in sheet.answers.values() for given in one.get("repeats", ()) for key in given
    }
    assert not answered & {name for name in sheet.off_route if "-" not in name}
    assert again.answers == sheet.answers
    assert again.off_route == ()


def is_off(name: str, off_route: tuple[str, ...]) -> bool:
    return any(name == key or name.startswith(f"{key}-row") for key in off_route)


def test_away_from_the_page_dots_stand_for_answers_in_words() -> None:
    asked = definition(
        question("place", Kind.SHORT_TEXT),
        question("why", Kind.SHORT_TEXT).model_copy(update={"label": {"fr": "Pourquoi ${place} ?", "en": "Why?"}}),
    )

    plain = with_dots_for_answers(asked).question("why")
    assert plain is not None
    assert plain.label == {"fr": "Pourquoi … ?", "en": "Why?"}
    assert with_dots_for_answers(CAFE) is CAFE


def hostile(rule: str, count: int = 1) -> Definition:
    """A form whose rules would take hours."""
    options = [{"key": f"o{number}", "label": {"fr": "x"}} for number in range(60)]
    asked = [
        {"key": f"q{number}", "kind": "short_text", "label": {"fr": "x"}, "constraint": rule} for number in range(count)
    ]
    listed = {"key": "p", "kind": "one_choice", "label": {"fr": "x"}, "options": options}
    section = {"key": "s", "title": {"fr": "s"}, "questions": [listed, *asked]}
    return Definition.model_validate({"title": {"fr": "x"}, "locales": ["fr"], "sections": [section]})


@pytest.mark.parametrize("count", [1, 40])
def test_rules_that_take_for_ever_are_given_up(count: int) -> None:
    inside = "name = name"
    for _level in range(4):
        inside = f"count(instance('p')/root/item[{inside}]) > 0"
    rule = inside if count == 1 else "regex(., '(a|a|b)+c')"
    definition = hostile(rule, count)
    begun = time.thread_time()

    sheet = check_sheet(definition, {f"q{number}": ["a" * 60] for number in range(count)})

    assert time.thread_time() - begun < 5
    assert len(sheet.answers) + len(sheet.problems) == count, "nothing is lost"


def test_patterns_that_could_stop_a_page_stay_with_the_server() -> None:
    def is_told(rule: str) -> bool:
        rules = packed(hostile(rule), "fr", lambda question: "")
        return rules is not None and any("c" in unit for unit in rules["units"])

    assert not is_told("regex(., '^(a+)+$')")
    assert not is_told("regex(., '^([a-z]+,)*x')")
    assert not is_told("regex(., ${p})")
    assert is_told("regex(., '^[0-9]{5}([0-9]{4})?$')")
    assert is_told("string-length(.) < 5")
