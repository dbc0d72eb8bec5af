"""What is wrong with routing is said before anybody answers; nothing is called wrong that works."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.faults import FaultCode, faults
from consultation.questionnaires.reaching import never_accepted, never_asked
from consultation.questionnaires.rule_checks import RuleCode, circles_in, rule_faults
from consultation.questionnaires.sheet import check_sheet
from consultation.terms import Kind
from tests.questionnaires.capabilities import CAPABILITIES
from tests.questionnaires.test_sheet import definition, option, question

VOTE = question("vote", Kind.YES_MAYBE_NO, "yes", "maybe", "no")
LIKES = question("likes", Kind.SEVERAL_CHOICES, "music", "sport", option("none", exclusive=True))
AGE = question("age", Kind.NUMBER, low=0, high=120)
WORDS = question("words", Kind.SHORT_TEXT)
BORN = question("born", Kind.DATE)
ORDER = question("order", Kind.RANKING, "a", "b")
STARS = question("stars", Kind.ONE_CHOICE, "1", "2", "3")


def found(**rules: str) -> list[tuple[RuleCode, str]]:
    """What is wrong with one more question with those rules."""
    asked = Question(key="q", kind=Kind.NUMBER, label={"fr": "q"}, **rules)
    return [
        (one.code, one.detail) for one in rule_faults(definition(VOTE, LIKES, AGE, WORDS, BORN, ORDER, STARS, asked))
    ]


def test_every_code_is_a_fault_of_the_questionnaire() -> None:
    assert {code.value for code in RuleCode} == {code.value for code in FaultCode if code.startswith("rule_")}


@pytest.mark.parametrize(
    ("relevant", "code", "detail"),
    [
        ("${vote} =", RuleCode.UNREADABLE, "${vote} =⟨?⟩"),
        ("${vot} = 'yes'", RuleCode.UNKNOWN_NAME, "vot"),
        ("${vote} = yes", RuleCode.NEEDS_QUOTES, "yes"),
        ("frob(${vote})", RuleCode.UNKNOWN_FUNCTION, "frob"),
        ("pulldata('a', 'b', 'c', ${words}) = 1", RuleCode.UNSUPPORTED_FUNCTION, "pulldata"),
        ("selected(${likes})", RuleCode.ARGUMENTS, "selected(${likes})"),
        ("${vote} = 'oui'", RuleCode.UNKNOWN_OPTION, "${vote} = 'oui'"),
        ("selected(${likes}, 'dance')", RuleCode.UNKNOWN_OPTION, "selected(${likes}, 'dance')"),
        ("${vote} > 3", RuleCode.WRONG_TYPE, "${vote} > 3"),
        ("${likes} + 1 > 0 and round(${order}) = 1", RuleCode.WRONG_TYPE, "round(${order})"),
        ("selected(${age}, '1')", RuleCode.WRONG_TYPE, "selected(${age}, '1')"),
        ("${age} = 'old'", RuleCode.WRONG_TYPE, "${age} = 'old'"),
        ("${age} < 'old'", RuleCode.WRONG_TYPE, "${age} < 'old'"),
        ("-${order} = 1", RuleCode.WRONG_TYPE, "-${order}"),
        ("regex(${words}, '[')", RuleCode.BAD_PATTERN, "'['"),
        ("${q} = 1", RuleCode.CIRCLE, "q → q"),
        ("${vote} = 'yes' and ${vote} = 'no'", RuleCode.NEVER_ASKED, ""),
        ("${age} > 5 and ${age} < 5", RuleCode.NEVER_ASKED, ""),
        ("${age} > 200", RuleCode.NEVER_ASKED, ""),
        ("selected(${likes}, 'none') and selected(${likes}, 'music')", RuleCode.NEVER_ASKED, ""),
        ("${words} = 'a' and ${words} != 'a'", RuleCode.NEVER_ASKED, ""),
        ("false()", RuleCode.NEVER_ASKED, ""),
    ],
)
def test_what_is_wrong_with_a_condition(relevant: str, code: RuleCode, detail: str) -> None:
    assert (code, detail) in found(relevant=relevant)


@pytest.mark.parametrize(
    "relevant",
    [
        "${vote} = 'yes' or ${vote} = ''",
        "count-selected(${likes}) = 2",
        "${age} > 5 and ${age} < 6",
        "${age} * 2 > 300",
        "${born} < today() and ${stars} >= 2",
        "string-length(${words}) > 3",
        "regex(${words}, '[a-z]+')",
        "${words} != ''",
        "selected(${order}, 'a')",
    ],
)
def test_nothing_is_wrong_with_what_works(relevant: str) -> None:
    assert found(relevant=relevant) == []


@pytest.mark.parametrize(
    ("constraint", "is_wrong"),
    [
        (". > 3", False),
        (". > 5 and . < 2", True),
        (". = '' ", True),
        (". > ${age}", False),
        ("${q} > 0 and ${q} < 1", False),
        (". > 3 and ${vote} = 'no' and ${vote} = 'yes'", True),
        (". mod 2 = 7", False),
    ],
)
def test_a_check_that_no_answer_satisfies(constraint: str, is_wrong: bool) -> None:
    assert [code for code, _detail in found(constraint=constraint)] == [RuleCode.NEVER_ACCEPTED] * is_wrong


def test_required_where_nobody_comes() -> None:
    hidden = question("q", Kind.NUMBER, relevant="${vote} = 'yes' and ${vote} = 'no'", required=True)

    assert [one.code for one in rule_faults(definition(VOTE, hidden))] == [RuleCode.NEEDED_NEVER_ASKED]


def test_a_question_behind_one_that_is_never_asked_is_never_asked() -> None:
    asked = Definition(
        title={"fr": "x"},
        sections=(
            Section(key="a", questions=(VOTE, question("b", Kind.ONE_CHOICE, "x", "y", relevant="${vote} = 'yes'"))),
            Section(
                key="c",
                relevant="${b} = 'x'",
                questions=(question("d", Kind.NUMBER, relevant="${vote} = 'no'"), question("e", Kind.NUMBER)),
            ),
        ),
    )

    assert never_asked(asked) == ["d"]


def test_a_condition_on_a_later_question_is_pointed_out() -> None:
    total = question("total", Kind.CALCULATION, calculation="${age} * 2")
    early = question("early", Kind.NUMBER, relevant="${total} > 3")

    assert [one.code for one in rule_faults(definition(early, AGE, total))] == [RuleCode.LATER]
    assert rule_faults(definition(AGE, early, total)) == []


def test_filters_know_the_attributes_of_their_options() -> None:
    def filtered(rule: str) -> list[RuleCode]:
        there = question("there", Kind.ONE_CHOICE, option("a", attributes={"side": "n"}), "b", choice_filter=rule)
        return [one.code for one in rule_faults(definition(VOTE, there))]

    assert filtered("side = ${vote} or name = 'a'") == []
    assert filtered("sides = ${vote}") == [RuleCode.UNKNOWN_NAME]


def test_words_with_the_answer_of_no_question() -> None:
    asked = question("q", Kind.NUMBER).model_copy(update={"label": {"fr": "Et ${vot} ?"}})

    assert [(one.code, one.where, one.detail) for one in rule_faults(definition(VOTE, asked))] == [
        (RuleCode.UNKNOWN_NAME, "q", "vot")
    ]


@pytest.mark.parametrize("name", CAPABILITIES)
def test_the_examples_of_every_capability_have_sound_rules(name: str) -> None:
    assert [fault for fault in faults(CAPABILITIES[name], set()) if fault.code.startswith("rule_")] == []


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6)), max_size=7))
def test_circles_are_found_where_there_are_some(graph: dict[int, set[int]]) -> None:
    needs = {str(key): {str(one) for one in below} for key, below in graph.items()}
    found_circles = list(circles_in(needs))
    reached = {key: set(below) & needs.keys() for key, below in needs.items()}
    for _ in needs:
        reached = {key: below.union(*(reached[one] for one in below)) for key, below in reached.items()}

    assert bool(found_circles) is any(key in below for key, below in reached.items())
    for circle in found_circles:
        assert all(other in needs[one] for one, other in zip(circle, [*circle[1:], circle[0]], strict=True))


# Against every sheet there is

ATOMS = st.sampled_from(
    [
        "${a} = 'x'",
        "${a} != 'x'",
        "${b} = 'y'",
        "selected(${c}, 'x')",
        "count-selected(${c}) = 2",
        "not(selected(${c}, 'y'))",
        "${n} > 2",
        "${n} <= 2",
        "${n} = ''",
        "${b} = ''",
        "${t} = 'x'",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner) | inner.map("not({})".format)
    ),
    max_leaves=5,
)
RULES = st.just("") | CONDITIONS


@settings(max_examples=60, deadline=None)
@given(RULES, RULES, CONDITIONS, st.sampled_from(["${a} = 'x'", "if(${n} > 2, 'x', 'y')"]))
def test_what_is_never_asked_is_so_on_every_sheet(rule_b: str, rule_c: str, rule_q: str, calculation: str) -> None:
    asked = definition(
        question("a", Kind.ONE_CHOICE, "x", "y"),
        question("n", Kind.NUMBER),
        question("t", Kind.CALCULATION, calculation=calculation),
        question("b", Kind.ONE_CHOICE, "x", "y", relevant=rule_b.replace("${b}", "${a}").replace("${c}", "${a}")),
        question("c", Kind.SEVERAL_CHOICES, "x", "y", relevant=rule_c.replace("${c}", "${b}")),
        question("q", Kind.SHORT_TEXT, relevant=rule_q),
    )
    some = (["", "x", "y"], ["", "2", "3"], ["", "x", "y"], ["", "x", "y", "x y"])
    forms = ({"a": [a], "n": [n], "b": [b], "c": c.split(), "q": ["asked"]} for a, n, b, c in itertools.product(*some))
    is_asked = any("q" in check_sheet(asked, form).answers for form in forms)

    assert ("q" in never_asked(asked)) is not is_asked


@settings(max_examples=60, deadline=None)
@given(CONDITIONS)
def test_what_is_never_accepted_is_so_on_every_sheet(condition: str) -> None:
    rule = condition.replace("${c}", ".").replace("${t}", "${a}")
    asked = definition(
        question("a", Kind.ONE_CHOICE, "x", "y"),
        question("n", Kind.NUMBER),
        question("b", Kind.ONE_CHOICE, "x", "y"),
        question("c", Kind.SEVERAL_CHOICES, "x", "y", constraint=rule),
    )
    some = (["", "x", "y"], ["", "2", "3"], ["", "x", "y"], ["x", "y", "x y"])
    forms = ({"a": [a], "n": [n], "b": [b], "c": c.split()} for a, n, b, c in itertools.product(*some))

    assert bool(never_accepted(asked)) is all(check_sheet(asked, form).problems for form in forms)
