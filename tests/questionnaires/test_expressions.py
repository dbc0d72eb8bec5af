"""The language of routing and checks: read, written back, and worked out."""

import datetime as dt
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.questionnaires.expressions import (
    FUNCTIONS,
    UNSUPPORTED,
    Attribute,
    Binary,
    Call,
    Context,
    Current,
    Expression,
    ExpressionError,
    Junction,
    Literal,
    Lookup,
    Name,
    Negative,
    Parent,
    evaluate,
    functions,
    names,
    parse,
    write,
)

SUITE: dict[str, Any] = json.loads((Path(__file__).parent / "expressions.json").read_text())
"""Worked by hand; the page's script answers the same (`test_routing_script.py`)."""


def value(found: Any) -> Any:
    """JSON knows one kind of number."""
    if isinstance(found, list):
        return [value(one) for one in found]
    return float(found) if isinstance(found, int) and not isinstance(found, bool) else found


def context(case: dict[str, Any]) -> Context:
    return Context(
        values={key: value(found) for key, found in SUITE["values"].items()},
        lists=SUITE["lists"],
        position=SUITE["position"],
        now=dt.datetime.fromisoformat(SUITE["now"]),
        current=value(case.get("current", "")),
        item=case.get("item", {}),
    )


@pytest.mark.parametrize("case", SUITE["cases"], ids=lambda case: case["expression"])
def test_an_expression_gives_what_the_suite_says(case: dict[str, Any]) -> None:
    found = evaluate(parse(case["expression"]), context(case))

    if isinstance(case["gives"], dict):
        assert isinstance(found, float)
        assert found == float(case["gives"]["number"]) or (math.isnan(found) and case["gives"]["number"] == "NaN")
    else:
        assert (found, type(found)) == (value(case["gives"]), type(value(case["gives"])))


def test_every_function_has_a_case() -> None:
    told = {name for case in SUITE["cases"] for name in functions(parse(case["expression"]))}

    assert told >= set(FUNCTIONS)
    assert not set(FUNCTIONS) & UNSUPPORTED


def test_the_questions_and_functions_of_an_expression() -> None:
    tree = parse("selected(${b}, 'x') and (${a} > 3 or ${b} = '') and jr:choice-name(${c}, '${c}') != ''")

    assert names(tree) == ["b", "a", "c"]
    assert functions(tree) == ["selected", "jr:choice-name"]


@pytest.mark.parametrize(
    ("text", "position", "what", "expected"),
    [
        ("", 0, "ends too early", "a value"),
        ("${a} and", 8, "ends too early", "a value"),
        ("selected(${a} 'x')", 14, "'x'", ", or )"),
        ("${a} = 'x", 7, "never end", "closing '"),
        ("${a = 1", 0, "never ends", "closing }"),
        ("${a} = ‘x’", 7, "for people", "straight"),
        ("1 + * 2", 4, "'*'", "a value"),
        ("1 2", 2, "'2'", "an operator"),
        ("${} = 1", 0, "names no question", "the name"),
        ("${a} ; 1", 5, "means nothing", ""),
        ("instance('l')/root/thing", 19, "'thing'", "item"),
        ("${a}[1]", 4, "not supported", ""),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, position: int, what: str, expected: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(text)

    assert raised.value.position == position
    assert what in raised.value.what
    assert expected in raised.value.expected


@pytest.mark.parametrize(
    "text", ["(" * 5000, "-" * 9000, "1" + "+1" * 9000, "not(" * 4000, "a" * 30_000, "if(1,1," * 900, "1=" * 5000 + "1"]
)
def test_what_is_too_deep_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_long_chains_and_many_levels_of_real_forms_are_read() -> None:
    chain = " or ".join(f"${{q{n}}} = 'yes'" for n in range(900))
    ladder = "if(${a} = 1, 1, " * 80 + "0" + ")" * 80

    assert evaluate(parse(chain), Context(values={"q899": "yes"})) is True
    assert evaluate(parse(ladder), Context()) == 0.0
    assert parse(write(parse(ladder))) == parse(ladder)


def test_paths_of_a_form_mean_the_question_they_end_with() -> None:
    assert parse("../age > /data/family/limit") == parse("${age} > ${limit}")
    assert parse("current()/../town = town") == parse("${town} = town")
    assert parse("current() > 3") == parse(". > 3")


@pytest.mark.parametrize(
    ("text", "what"), [("pulldata('a', 'b')", "not supported"), ("frob(1)", "not known"), ("if(1)", "1 arguments")]
)
def test_a_function_that_cannot_be_called_is_named(text: str, what: str) -> None:
    with pytest.raises(ExpressionError, match=what):
        evaluate(parse(text), Context())


def test_a_pattern_without_end_is_given_up() -> None:
    with pytest.raises(ExpressionError, match="too long"):
        evaluate(parse("regex(${a}, '(?:(?:x|x)+)+y')"), Context(values={"a": "x" * 2000}))


# Properties

KEYS = st.sampled_from(["a", "b_1", "q-x", "région"])
SAFE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
LITERALS = st.one_of(
    st.floats(0, 1e15, allow_nan=False).map(lambda number: Literal(float(f"{number:.6f}"))),
    SAFE.filter(lambda words: not ("'" in words and '"' in words)).map(Literal),
)
LEAVES = st.one_of(
    LITERALS, KEYS.map(Name), st.just(Current()), st.just(Parent()), st.sampled_from(["town", "name"]).map(Attribute)
)


def joined(operator: str, parts: list[Expression]) -> Expression:
    """As the reader makes it: no `and` right inside an `and`."""
    flat = [
        p
        for part in parts
        for p in (part.parts if isinstance(part, Junction) and part.operator == operator else (part,))
    ]
    return Junction(operator, tuple(flat))


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"])
    names_of_functions = st.sampled_from(sorted(set(FUNCTIONS) - {"jr:choice-name"} | {"pulldata", "frob"}))
    return st.one_of(
        st.builds(Negative, inner),
        st.builds(Binary, operators, inner, inner),
        st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4)),
        st.builds(Call, names_of_functions, st.lists(inner, max_size=4).map(tuple)),
        st.builds(
            Lookup, SAFE.filter(lambda w: "'" not in w).map(Literal), st.none() | inner, st.sampled_from(["", "label"])
        ),
    )


TREES = st.recursive(LEAVES, larger, max_leaves=25)
VALUES = st.one_of(SAFE, st.floats(), st.booleans(), st.lists(SAFE | st.floats(), max_size=3))


@settings(deadline=None)
@given(TREES)
def test_written_and_read_again_is_the_same(tree: Expression) -> None:
    assert parse(write(tree)) == tree


PIECES = [
    "${a}",
    " . ",
    "..",
    "(",
    ")",
    "[",
    "]",
    ",",
    "'",
    "=",
    " and ",
    " or ",
    "not(",
    "1",
    "/",
    "*",
    "-",
    "<",
    "selected(",
    "instance(",
]


@pytest.mark.parametrize("number", ["999999999999999934464", "0.0000000000000001", "9" * 300])
def test_a_very_large_or_small_number_is_written_in_digits(number: str) -> None:
    tree = parse(number)

    assert set(write(tree)) <= set("0123456789.")
    assert parse(write(tree)) == tree


def test_a_number_no_computer_holds_is_refused() -> None:
    with pytest.raises(ExpressionError, match="too large"):
        parse("9" * 400)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as error:
        position = error.position
    else:
        assert parse(write(tree)) == tree
        return

    assert 0 <= position <= len(text)


@settings(max_examples=300, deadline=None)
@given(TREES, st.dictionaries(KEYS, VALUES), SAFE, st.datetimes())
def test_working_out_gives_a_value_or_says_why_not(
    tree: Expression, values: dict[str, Any], current: str, now: dt.datetime
) -> None:
    known = Context(
        values=values, current=current, now=now, item={"town": "x"}, lists={"a": [{"name": "x", "label": "X"}]}
    )

    try:
        found = evaluate(tree, known)
    except ExpressionError:
        return

    assert isinstance(found, str | float | bool)


def test_the_documentation_names_every_function() -> None:
    told = (Path(__file__).parents[2] / "docs/expressions.md").read_text()

    assert [name for name in FUNCTIONS if f"`{name}`" not in told and f"`{name}(" not in told] == []
