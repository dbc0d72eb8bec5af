"""SurveyJS's types and members, and small questions about its elements."""

from collections.abc import Iterator, Mapping
from typing import Any

from consultation.questionnaires.interchange.limesurvey_words import plain_text
from consultation.terms import Kind

KINDS: Mapping[str, Kind] = {
    "text": Kind.SHORT_TEXT, "comment": Kind.LONG_TEXT, "radiogroup": Kind.ONE_CHOICE, "dropdown": Kind.ONE_CHOICE,
    "buttongroup": Kind.ONE_CHOICE, "checkbox": Kind.SEVERAL_CHOICES, "tagbox": Kind.SEVERAL_CHOICES,
    "boolean": Kind.ONE_CHOICE, "rating": Kind.SCALE, "ranking": Kind.RANKING, "matrix": Kind.RATING_TABLE,
    "imagepicker": Kind.ONE_CHOICE, "file": Kind.FILE, "html": Kind.NOTE, "image": Kind.NOTE,
    "expression": Kind.CALCULATION, "signaturepad": Kind.FILE, "slider": Kind.SCALE,
}  # fmt: skip
INPUTS: Mapping[str, Kind] = {
    "number": Kind.NUMBER, "range": Kind.NUMBER, "date": Kind.DATE, "time": Kind.TIME,
    "datetime-local": Kind.DATE_TIME, "datetime": Kind.DATE_TIME,
}  # fmt: skip
LISTS = frozenset({"radiogroup", "dropdown", "buttongroup", "checkbox", "tagbox", "imagepicker", "ranking", "matrix"})
USED = frozenset({
    "type", "name", "title", "description", "isRequired", "visibleIf", "choices", "columns", "rows", "inputType", "min",
    "max", "rateMin", "rateMax", "rateStep", "rateValues", "minRateDescription", "maxRateDescription", "hasOther",
    "showOtherItem", "hasNone", "showNoneItem", "otherText", "noneText", "choicesOrder", "maxSelectedChoices",
    "minSelectedChoices", "expression", "html", "labelTrue", "labelFalse", "multiSelect", "defaultValue", "step",
    "showRefuseItem", "showDontKnowItem", "rateCount", "rateType", "cellType", "elements", "templateElements",
})  # fmt: skip
DEEPEST = 30
MOST_QUESTIONS = 5_000


def elements(container: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("elements", "questions", "templateElements"):
        given = container.get(name)
        yield from (element for element in given if isinstance(element, dict)) if isinstance(given, list) else ()


def kept_of(element: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in element.items() if name not in USED and not name.endswith("_")}


def source_of(element: Mapping[str, Any], type_: str) -> str:
    given = element.get("inputType")
    return f"{type_} {given}" if type_ == "text" and isinstance(given, str) and given != "text" else type_


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def value_of(row: Mapping[str, Any] | None) -> object:
    return row.get("value") if row else None


def fields_of(element: Mapping[str, Any], type_: str) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """(row, field) of a question with several fields; two hundred at most."""

    def dicts(value: object, name: str) -> list[dict[str, Any]]:
        given = value if isinstance(value, list) else []
        return [one if isinstance(one, dict) else {name: one} for one in given if isinstance(one, dict | str | int)]

    if type_ == "multipletext":
        yield from ((None, one) for one in dicts(element.get("items"), "name")[:200])
        return
    columns = dicts(element.get("columns"), "name")
    rows: list[dict[str, Any] | None] = [*dicts(element.get("rows"), "value")] or [None]
    yield from [(row, column) for row in rows for column in columns][:200]


def default_words(value: object, depth: int) -> Iterator[str]:
    """Titles and texts in the default language."""
    if depth > DEEPEST or not isinstance(value, dict | list):
        return
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if name in {"title", "text", "description", "html", "default"} and isinstance(inner, str):
            yield plain_text(inner)
        else:
            yield from default_words(inner, depth + 1)
