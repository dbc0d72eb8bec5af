"""A file for another program says what it cannot hold, and comes back whole to our own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from consultation.cli import main
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.interchange.formats import write_form
from consultation.questionnaires.interchange.losses import FACETS
from consultation.questionnaires.interchange.own import write_definition
from consultation.questionnaires.interchange.wording import LOSSES
from tests.questionnaires.capabilities import CAPABILITIES
from tests.questionnaires.interchange.books import plain, question, read, written_as

RULES = {"relevant", "constraint", "calculation"}
EXPLAINED = {
    "kind": {"kind"},
    "required": {"required"},
    "maximum": {"limits", "limits_ranking", "kind"},
    "minimum": {"limits", "limits_ranking", "kind"},
    "low": {"bounds", "kind"},
    "high": {"bounds", "kind"},
    "step": {"kind"},
    "low_label": {"ends", "kind"},
    "high_label": {"ends", "kind"},
    "unit": {"unit"},
    "picture": {"pictures"},
    "may_refuse": {"declined", "declined_choice"},
    "may_not_know": {"declined", "declined_choice"},
    "shuffled": {"shuffled", "shuffled_table"},
    "variants": {"variants"},
    "relevant": {"relevant", "relevant_not_sayable"},
    "constraint": {"constraint", "constraint_not_sayable"},
    "constraint_message": {"constraint", "constraint_not_sayable"},
    "calculation": {"calculation_not_sayable", "kind"},
    "default": {"default", "kind"},
    "choice_filter": {"choice_filter"},
    "appearance": {"appearance"},
    "label": {"words"},
    "help": set(),
}
"""{member of a question: codes that tell it came back otherwise}."""
ADDED = {"step", "appearance", "constraint"}
"""Members that say the same when the other program needs one and we have none."""
OF_OPTIONS = {
    "key": {"parts_renamed", "kind", "retired_parts", "other_last"},
    "exclusive": {"exclusive"},
    "specify": {"other"},
    "picture": {"pictures"},
    "pictogram": {"pictures"},
    "at": {"pictures"},
    "attributes": {"attributes"},
}


def told(definition: Definition, name: str) -> dict[str, set[str]]:
    """{key of a question: codes of what is lost of it}."""
    found: dict[str, set[str]] = {}
    for loss in write_form(definition, name).losses:
        found.setdefault(loss.question, set()).add(loss.code)
    return found


def differing(ours: Question, theirs: Question, *, renamed: bool) -> set[str]:
    """Members that another program finds otherwise; a rule in other names counts only when it is gone."""
    found = set()
    for name in EXPLAINED:
        want, have = getattr(ours, name), getattr(theirs, name)
        if want != have and not (name in RULES and want and have and renamed) and (want or name not in ADDED):
            found.add(name)
    # XLSForm says bounds as a check.
    if ours.constraint and ours.constraint in theirs.constraint:
        found.discard("constraint")
    return found - ({"low", "high", "minimum", "maximum"} if theirs.constraint else set())


@pytest.mark.parametrize("name", CAPABILITIES)
@pytest.mark.parametrize("ending", ["xlsx", "lss", "survey.json"])
def test_what_another_program_does_not_find_is_told(name: str, ending: str) -> None:
    ours = CAPABILITIES[name]
    codes = told(ours, f"a.{ending}")
    renamed = any("question_renamed" in said or "parts_renamed" in said for said in codes.values())

    theirs = read(plain(written_as(ours, f"a.{ending}")), f"a.{ending}").definition

    asked = [q for q in ours.questions() if ending == "xlsx" or not q.retired]
    for want, have in zip(asked, theirs.questions(), strict=True):
        if want.retired:
            assert have.relevant == "false()"
            continue
        said = codes.get(want.key, set())
        for member in differing(want, have, renamed=renamed):
            assert said & EXPLAINED[member], (want.key, member, getattr(want, member), getattr(have, member))
        for member, explained in OF_OPTIONS.items():
            pairs = [[str(getattr(one, member)) for one in q.options if not one.retired] for q in (want, have)]
            if member == "key":
                assert pairs[0] == pairs[1] or said & explained, (want.key, pairs)
            elif len(pairs[0]) == len(pairs[1]):
                assert sorted(pairs[0]) == sorted(pairs[1]) or said & explained, (want.key, member, pairs)


@pytest.mark.parametrize("name", CAPABILITIES)
@pytest.mark.parametrize("ending", ["xlsx", "lss", "survey.json"])
def test_our_own_file_for_another_program_comes_back_whole(name: str, ending: str) -> None:
    again = read(written_as(CAPABILITIES[name], f"a.{ending}"), f"a.{ending}").definition

    assert again == CAPABILITIES[name]


def test_what_somebody_changed_in_another_program_counts() -> None:
    survey = json.loads(written_as(CAPABILITIES["faces"], "a.survey.json"))
    survey["pages"][0]["elements"][0]["title"]["default"] = "Autrement"
    lime = etree.fromstring(written_as(CAPABILITIES["faces"], "a.lss"))
    lime.find("questions/rows/row/question").text = "Autrement"

    changed = [
        read(json.dumps(survey).encode(), "a.json").definition,
        read(etree.tostring(lime), "a.lss").definition,
    ]

    assert [next(one.questions()).label["fr"] for one in changed] == ["Autrement", "Autrement"]


def test_every_capability_is_told_where_it_is_lost() -> None:
    codes = {loss.code for ours in CAPABILITIES.values() for loss in write_form(ours, "a.xml").losses}

    questions = [question for ours in CAPABILITIES.values() for question in ours.questions()]
    possible = {code for code, has in FACETS.items() if any(has(question) for question in questions)}
    assert possible - {"other_last", "words"} <= codes
    assert codes <= LOSSES.keys()


def with_check(constraint: str, calculation: str = "1 + 1") -> Definition:
    return Definition.model_validate(
        {
            "title": {"fr": "T"},
            "sections": [
                {
                    "key": "home",
                    "questions": [
                        {"key": "age", "kind": "number", "label": {"fr": "Âge ?"}, "constraint": constraint,
                         "constraint_message": {"fr": "Entre 12 et 120"}},
                        {"key": "sum", "kind": "calculation", "label": {"fr": "S"}, "calculation": calculation},
                    ],
                }
            ],
        }
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["lss", "survey.json"])
def test_a_check_that_can_be_said_goes_along(ending: str) -> None:
    file = written_as(with_check(". >= 12 and . <= 120"), f"a.{ending}")

    age = question(read(plain(file), f"a.{ending}"), "age")

    assert (age.constraint, age.constraint_message) == (". >= 12 and . <= 120", {"fr": "Entre 12 et 120"})


@pytest.mark.parametrize("ending", ["lss", "txt", "survey.json"])
def test_a_rule_that_cannot_be_said_is_told_with_its_reason(ending: str) -> None:
    losses = write_form(with_check("digest(.) = 'x'", "digest('x')"), f"a.{ending}").losses

    unsaid = [(loss.question, loss.code, loss.values["part"]) for loss in losses if "rule" in loss.values]
    assert unsaid == [("age", "constraint_not_sayable", "digest"), ("sum", "calculation_not_sayable", "digest")]


@pytest.mark.parametrize(
    ("language", "heading", "sentence"),
    [
        ("en_GB.UTF-8", "3 things do not fit into this format:", "- sum (S): Nobody sees this question, and it is"),
        ("fr_FR.UTF-8", "3 choses n’entrent pas dans ce format\xa0:", "- sum (S)\xa0: Personne ne voit cette question"),
    ],
)
def test_converting_tells_what_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, heading: str, sentence: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    definition = with_check(". > 1").model_copy(update={"promise": {"fr": "Promis"}})
    (tmp_path / "a.json").write_bytes(write_definition(definition))

    ran = CliRunner().invoke(main, ["questionnaire", "convert", str(tmp_path / "a.json"), str(tmp_path / "b.xml")])

    assert ran.exit_code == 0
    assert ran.stdout == ""
    assert heading in ran.stderr
    assert sentence in ran.stderr
    assert ran.stderr.count("\n- ") == 3


def test_our_own_definition_loses_nothing() -> None:
    assert all(not write_form(one, "a.json").losses for one in CAPABILITIES.values())


def test_an_empty_answer_passes_the_check_in_other_programs_too() -> None:
    survey = json.loads(written_as(with_check(". > 1 or . = 0"), "a.survey.json"))
    lime = etree.fromstring(written_as(with_check(". > 1 or . = 0"), "a.lss"))

    (validator,) = survey["pages"][0]["elements"][0]["validators"]
    rules = [row.findtext("value") for row in lime.iterfind("question_attributes/rows/row")]
    assert validator["expression"] == "{age} empty or (({age} > 1) or ({age} = 0))"
    assert "is_empty(age.NAOK) || ((age.NAOK > 1) or (age.NAOK == 0))" in rules
