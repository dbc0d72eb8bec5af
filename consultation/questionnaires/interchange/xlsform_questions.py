"""One row of the survey sheet as a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from consultation.questionnaires.definition import Option, Question, Row
from consultation.questionnaires.interchange import rules
from consultation.questionnaires.interchange.lists import ChoiceList
from consultation.questionnaires.interchange.types import KINDS_OF, LEFT_OUT, NOT_ASKED, SELECTS, Type
from consultation.questionnaires.interchange.xlsform_names import Named
from consultation.questionnaires.interchange.xlsform_rules import Rules
from consultation.terms import Kind

READ = frozenset({
    "type", "name", "list_name", "required", "relevant", "constraint", "calculation", "default", "appearance",
    "choice_filter",
})  # fmt: skip
"""Columns that a question says in members of its own; every other one is kept as it stands."""
MOST_POINTS = 101
DRAWN = re.compile(
    r"(?:multiline|minimal|quick|quickcompact|compact(?:-\d+)?|horizontal(?:-compact)?|vertical|likert|field-list|"
    r"columns(?:-\w+)?|w\d+|numbers|no-buttons|label|list-nolabel|table-list|autocomplete|randomized|no-calendar|"
    r"month-year|year|thousands-sep|signature|draw|annotate|new|new-front|picker|h\d+|search\(.*)"
)
"""Appearances that only change the look: nothing is lost without them."""


def question_of(named: Named, lists: Mapping[str, ChoiceList], use: Rules, inner: Sequence[str]) -> Question:
    """The question of a row.

    :param inner: relevances of the groups around it inside a repeated section
    """
    line, kind = named.line, _kind(named, use)
    foreign: dict[str, Any] = {"name": named.name} if named.name != named.key else {}
    columns = {header: cell for header, cell in line.cells.items() if header not in READ}
    for name in ("guidance_hint", "required_message"):
        for language, words in line.words.get(name, {}).items():
            columns[f"{name}::{language}"] = words
    required = rules.yes_or_no(line.get("required"))
    if required is None:
        columns["required"] = line.get("required")
        use.report.cannot(use.sheet, line.row, "required_rule", rule=line.get("required"))
    relevant = use.expression(line.get("relevant"), named, "relevant")
    if inner and any(inner):
        foreign["relevant"] = relevant
        relevant = rules.joined([*inner, relevant])
    choices = _list(named, lists, use)
    if choices:
        foreign["list"] = choices.name
    if line.type.or_other:
        foreign["or_other"] = True
    if line.before:
        foreign["before"] = line.before
    if columns:
        foreign["columns"] = columns
    _tell(named, kind, use)
    return Question(
        key=named.key,
        kind=kind,
        label=use.words(_label(named, kind, use), named),
        help=use.words(line.words.get("hint", {}), named),
        options=_options(named, choices, use),
        required=bool(required),
        shuffled="randomize=true" in line.get("parameters").replace(" ", "").lower()
        or "randomized" in line.get("appearance").split(),
        relevant=relevant,
        constraint=use.expression(line.get("constraint"), named, "constraint"),
        constraint_message=use.words(line.words.get("constraint_message", {}), named),
        calculation=use.expression(line.get("calculation"), named, "calculation"),
        default=_default(named, choices, use),
        choice_filter=use.expression(line.get("choice_filter"), named, "choice_filter"),
        appearance=line.get("appearance"),
        source_type=(replace(line.type, list_name=choices.name) if choices else line.type).canonical,
        foreign=foreign,
        **(_bounds(line.type, line.get("parameters"))[1]),
    )


def _kind(named: Named, use: Rules) -> Kind:
    line = named.line
    name = line.type.name
    if name in LEFT_OUT:
        use.report.cannot(use.sheet, line.row, "left_out", type=name)
        return Kind.HIDDEN
    if name in NOT_ASKED:
        use.report.cannot(use.sheet, line.row, "type_not_asked", type=name)
        return Kind.HIDDEN
    if not line.type.known:
        asked = bool(line.words.get("label"))
        use.report.cannot(use.sheet, line.row, "type_unknown_asked" if asked else "type_unknown", type=name)
        return Kind.SHORT_TEXT if asked else Kind.HIDDEN
    if name in SELECTS and "label" in line.appearance_words:
        # The head of a table: it names the choices once, above rows that do not, and takes no answer.
        use.report.repaired(use.sheet, line.row, "head_of_table", name=named.name)
        return Kind.HIDDEN
    kind = KINDS_OF[name]
    if kind is Kind.SCALE:
        return _bounds(line.type, line.get("parameters"))[0]
    if kind is Kind.SHORT_TEXT and "multiline" in line.get("appearance").lower():
        return Kind.LONG_TEXT
    return kind


def _bounds(type_: Type, parameters: str) -> tuple[Kind, dict[str, Any]]:
    """Bounds of a range; one with more points than anybody chooses from is a number."""
    if type_.name != "range":
        return KINDS_OF.get(type_.name, Kind.SHORT_TEXT), {}
    said = {}
    for name, number in re.findall(r"(start|end|step)\s*=\s*(-?\d+(?:\.\d+)?)", parameters, re.IGNORECASE):
        said[name.lower()] = float(number)
    low, high, step = said.get("start", 1.0), said.get("end", 10.0), said.get("step", 1.0)
    if low > high:
        low, high = high, low
    step = abs(step) or 1.0
    many = (high - low) / step >= MOST_POINTS
    return (Kind.NUMBER if many else Kind.SCALE), {"low": low, "high": high, "step": step}


def _label(named: Named, kind: Kind, use: Rules) -> dict[str, str]:
    line = named.line
    label = line.words.get("label", {})
    if label or kind in {Kind.CALCULATION, Kind.HIDDEN} or "hint" in line.words:
        return label
    if any(header.startswith("media::") for header in line.cells):
        return label
    use.report.repaired(use.sheet, line.row, "label_missing", name=named.name)
    return {use.languages[0]: named.name}


def _list(named: Named, lists: Mapping[str, ChoiceList], use: Rules) -> ChoiceList | None:
    type_, row = named.line.type, named.line.row
    if type_.name not in SELECTS:
        return None
    if not type_.list_name:
        use.report.cannot(use.sheet, row, "list_not_named", type=type_.name)
        return None
    if type_.list_name in lists:
        return lists[type_.list_name]
    if "${" in type_.list_name:
        use.report.cannot(use.sheet, row, "list_of_answers", list=type_.list_name)
        return None
    if type_.name.endswith("_from_file") or re.search(r"\.(csv|xml|geojson)$", type_.list_name, re.IGNORECASE):
        use.report.cannot(use.sheet, row, "list_in_file", file=type_.list_name)
        return None
    plain = re.sub(r"[\s_]+", "", type_.list_name.casefold())
    near = [name for name in lists if re.sub(r"[\s_]+", "", name.casefold()) == plain]
    if len(near) == 1:
        use.report.repaired(use.sheet, row, "list_respelled", written=type_.list_name, read=near[0])
        return lists[near[0]]
    use.report.cannot(use.sheet, row, "list_missing", list=type_.list_name)
    return None


def _options(named: Named, choices: ChoiceList | None, use: Rules) -> tuple[Option, ...]:
    options = tuple(choices.options) if choices else ()
    if not named.line.type.or_other:
        return options
    if any(option.key == "other" for option in options):
        return tuple(o.model_copy(update={"specify": True}) if o.key == "other" else o for o in options)
    return (*options, Option(key="other", label=other_words(use.languages), specify=True, foreign={"or_other": True}))


OTHER = {
    "fr": "Autre", "fr@falc": "Autre", "en": "Other", "es": "Otro", "pt": "Outro", "ar": "أخرى", "tr": "Diğer",
    "ro": "Altul", "ru": "Другое", "uk": "Інше", "fa": "سایر", "prs": "دیگر",
    "ps": "نور", "de": "Andere", "it": "Altro",
}  # fmt: skip


def other_words(languages: Sequence[str]) -> dict[str, str]:
    """ "Other" in the languages of the form that we know it in; at least in one."""
    return {language: OTHER[language] for language in languages if language in OTHER} or {languages[0]: "Other"}


def _default(named: Named, choices: ChoiceList | None, use: Rules) -> str:
    cell = named.line.get("default")
    if not cell:
        return ""
    if "${" in cell or re.fullmatch(r"[a-z:-]+\(.*\)", cell, re.DOTALL):
        use.report.cannot(use.sheet, named.line.row, "default_rule", rule=cell)
        return use.expression(cell, named, "default")
    if choices:
        known = {**choices.keys}
        return " ".join(known.get(part, part) for part in cell.split()) if cell not in known else known[cell]
    return cell


def _tell(named: Named, kind: Kind, use: Rules) -> None:
    """What the row asks for and nothing here does."""
    line, row = named.line, named.line.row
    if line.get("calculation") and kind not in {Kind.CALCULATION, Kind.HIDDEN}:
        use.report.cannot(use.sheet, row, "calculation_beside", name=named.name)
    if kind is Kind.CALCULATION and not line.get("calculation"):
        use.report.cannot(use.sheet, row, "calculation_missing", name=named.name)
    for header, cell in line.cells.items():
        if header.startswith("media::"):
            use.report.cannot(use.sheet, row, "media_not_here", file=cell)
        elif header == "read_only" and rules.yes_or_no(cell) is not False:
            use.report.cannot(use.sheet, row, "read_only", name=named.name)
        elif header in {"trigger", "save_to", "bind::entities:saveto"}:
            use.report.cannot(use.sheet, row, "column_means_nothing", column=header, words=cell)
    if named.line.type.name == "video":
        use.report.cannot(use.sheet, row, "video_as_file")
    for part in line.get("appearance").split():
        if not DRAWN.fullmatch(part) and part not in use.appearances:
            use.appearances.add(part)
            use.report.cannot(use.sheet, row, "appearance", appearance=part)


def table_of(group: Named, children: Sequence[Named], lists: Mapping[str, ChoiceList], use: Rules) -> Question:
    """A table-list group as one table: a row for each of its questions."""
    questions = [question_of(child, lists, use, ()) for child in children]
    first = questions[0]
    rows = []
    for child, question in zip(children, questions, strict=True):
        foreign: dict[str, Any] = {
            name: question.foreign[name] for name in ("name", "columns", "before") if name in question.foreign
        }
        if question.appearance:
            foreign["appearance"] = question.appearance
        rows.append(Row(key=child.key, label=question.label, foreign=foreign))
    kept: dict[str, Any] = {"table": first.source_type, "list": first.foreign["list"]}
    if group.name != group.key:
        kept["name"] = group.name
    columns = {header: cell for header, cell in group.line.cells.items() if header not in READ}
    if columns:
        kept["columns"] = columns
    if group.line.before:
        kept["before"] = group.line.before
    return Question(
        key=group.key,
        kind=Kind.RATING_TABLE if first.kind is Kind.ONE_CHOICE else Kind.WEEK_GRID,
        label=use.words(group.line.words.get("label", {}), group),
        help=use.words(group.line.words.get("hint", {}), group),
        options=first.options,
        rows=tuple(rows),
        required=first.required,
        relevant=use.expression(group.line.get("relevant"), group, "relevant"),
        appearance=group.line.get("appearance"),
        source_type="begin_group",
        foreign=kept,
    )
