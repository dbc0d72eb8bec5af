"""What a file for another program cannot hold: told with each file, so that nothing goes silently."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from consultation.i18n import pick
from consultation.questionnaires.definition import Definition, Question
from consultation.terms import Kind


@dataclass(frozen=True)
class Loss:
    """One thing that is lost or changed; `wording.loss_words` turns it into a sentence."""

    code: str
    question: str = ""
    """Key of the question or section; empty: the whole questionnaire."""
    label: str = ""
    """Its words in the first language."""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A file, and what of the questionnaire is not in it for the program it is for."""

    data: bytes
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Unsaid:
    """A rule that the other language cannot say."""

    key: str
    """Of the question or the section."""
    code: str
    """`relevant`, `constraint` or `calculation`."""
    rule: str
    part: str
    """What in it there is no word for."""


BUILT = {Kind.YES_MAYBE_NO: Kind.ONE_CHOICE, Kind.FACES: Kind.ONE_CHOICE, Kind.PLACE: Kind.SEVERAL_CHOICES,
         Kind.MAP: Kind.SEVERAL_CHOICES}  # fmt: skip
FILES = {Kind.PHOTO: Kind.FILE, Kind.VOICE: Kind.FILE}
READ_AS: Mapping[str, Mapping[Kind, Kind]] = {
    "xlsform": BUILT,
    "limesurvey": {**BUILT, **FILES, Kind.SCALE: Kind.ONE_CHOICE, Kind.ACKNOWLEDGEMENT: Kind.SEVERAL_CHOICES,
                   Kind.TIME: Kind.DATE_TIME, Kind.POSITION: Kind.SHORT_TEXT, Kind.HIDDEN: Kind.CALCULATION},
    "surveyjs": {**BUILT, **FILES, Kind.ACKNOWLEDGEMENT: Kind.SEVERAL_CHOICES, Kind.POSITION: Kind.SHORT_TEXT},
    "quexml": {**BUILT, Kind.SCALE: Kind.ONE_CHOICE, Kind.ACKNOWLEDGEMENT: Kind.ONE_CHOICE, Kind.RANKING: Kind.NUMBER,
               Kind.TIME: Kind.SHORT_TEXT, Kind.DATE_TIME: Kind.SHORT_TEXT, Kind.POSITION: Kind.SHORT_TEXT,
               Kind.PHOTO: Kind.SHORT_TEXT, Kind.FILE: Kind.SHORT_TEXT, Kind.VOICE: Kind.LONG_TEXT,
               Kind.WEEK_GRID: Kind.RATING_TABLE},
}  # fmt: skip
"""{format: {kind: what it is there}} of kinds that are another one there."""

HELD: Mapping[str, frozenset[str]] = {
    "xlsform": frozenset({"required", "relevant", "constraint", "choice_filter", "attributes", "bounds", "limits",
                          "default", "appearance", "shuffled", "retired", "silent", "piped", "other_last", "words"}),
    "limesurvey": frozenset({"required", "relevant", "constraint", "bounds", "limits", "limits_ranking", "shuffled",
                             "shuffled_table", "ends", "other", "silent", "piped", "exclusive"}),
    "surveyjs": frozenset({"required", "relevant", "constraint", "bounds", "limits", "limits_ranking", "shuffled",
                           "shuffled_table", "ends", "other", "default", "declined_choice", "silent", "piped",
                           "words"}),
    "quexml": frozenset({"other_last", "words"}),
}  # fmt: skip
"""{format: codes of what it holds}; rules in it that it cannot say are told one by one."""

TABLES = {Kind.RATING_TABLE, Kind.WEEK_GRID}
CHOICES = {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.PLACE, Kind.MAP, Kind.FACES, Kind.YES_MAYBE_NO}
KEPT_OF = {"columns": "xlsform", "limesurvey": "limesurvey", "surveyjs": "surveyjs"}
"""{member of `foreign`: format whose own things it keeps}."""
HANDED_ON = {"type", "code", "relevance_as", "constraint_as", "part_of", "column"}
"""Kept members that say nothing the question does not say itself."""

FACETS: Mapping[str, Callable[[Question], object]] = {
    "retired": lambda q: q.retired,
    "silent": lambda q: not q.retired and q.kind in {Kind.CALCULATION, Kind.HIDDEN},
    "required": lambda q: q.required,
    "relevant": lambda q: q.relevant,
    "constraint": lambda q: q.constraint,
    "choice_filter": lambda q: q.choice_filter,
    "attributes": lambda q: any(option.attributes for option in q.options),
    "bounds": lambda q: q.kind is Kind.NUMBER and (q.low is not None or q.high is not None),
    "limits": lambda q: q.kind is not Kind.RANKING and (q.minimum or q.maximum),
    "limits_ranking": lambda q: q.kind is Kind.RANKING and (q.minimum or q.maximum),
    "ends": lambda q: q.low_label or q.high_label,
    "unit": lambda q: q.unit,
    "default": lambda q: q.default and q.kind is not Kind.HIDDEN,
    "shuffled": lambda q: q.shuffled and q.kind not in TABLES,
    "shuffled_table": lambda q: q.shuffled and q.kind in TABLES,
    "declined": lambda q: (q.may_refuse or q.may_not_know) and q.kind not in CHOICES,
    "declined_choice": lambda q: (q.may_refuse or q.may_not_know) and q.kind in CHOICES,
    "other": lambda q: any(option.specify and not option.foreign.get("or_other") for option in q.options),
    "other_last": lambda q: any(o.specify for o in [o for o in q.options if not o.retired][:-1]),
    "exclusive": lambda q: any(o.exclusive and o.foreign.get("special") != "none" for o in q.options),
    "words": lambda q: q.kind in {Kind.CALCULATION, Kind.HIDDEN} and q.label,
    "retired_parts": lambda q: any(o.retired for o in q.options) or any(row.retired for row in q.rows),
    "pictures": lambda q: q.picture or any(o.picture or o.pictogram or o.at for o in q.options),
    "variants": lambda q: q.variants,
    "appearance": lambda q: q.appearance,
    "piped": lambda q: any("${" in words for words in (*q.label.values(), *q.help.values())),
}
"""{code: whether a question has it}."""


def losses_of(
    definition: Definition,
    to: str,
    unsaid: list[Unsaid] | None = None,
    names: Mapping[str, str] | None = None,
    parts: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Loss, ...]:
    """What the format cannot hold, in the order of the questionnaire.

    :param unsaid: the rules the writer could not say
    :param names: {question key: name there}
    :param parts: {question key: {option key: name there}}
    """
    found = list(_of_whole(definition, to))
    for section in definition.sections:
        label = pick(section.title, definition.locales[0]).words
        if section.repeat and to in {"limesurvey", "quexml"}:
            found.append(Loss("repeated", section.key, label, {"times": str(section.repeat)}))
        if section.relevant and to == "quexml":
            found.append(Loss("relevant", section.key, label))
        found += _unsaid(unsaid or [], section.key, label)
        for question in section.questions:
            label = pick(question.label, definition.locales[0]).words
            found += [Loss(code, question.key, label, values) for code, values in _of_question(question, to)]
            found += _unsaid(unsaid or [], question.key, label)
            if not question.retired:
                found += _renamed(question, label, names or {}, parts or {})
    return tuple(found)


def _of_whole(definition: Definition, to: str) -> Iterator[Loss]:
    if definition.intro and to == "xlsform":
        yield Loss("intro")
    if definition.promise:
        yield Loss("promise")
    if definition.offers:
        yield Loss("offers", values={"count": str(len(definition.offers))})
    if definition.easy_french:
        yield Loss("easy_french")
    if len(definition.locales) > 1 and to == "quexml":
        yield Loss("languages", values={"kept": definition.locales[0], "lost": ", ".join(definition.locales[1:])})
    if len(definition.title) > 1 and to == "xlsform":
        yield Loss("title", values={"kept": definition.locales[0]})
    ours = [q for q in definition.questions() if q.actions or q.priorities or q.profile or q.purpose or q.sensitive]
    if ours:
        yield Loss("ours", values={"count": str(len(ours))})
    for program, kept in definition.foreign.items():
        if program != to and (names := ", ".join(sorted(set(kept) - {"languages"}))):
            yield Loss("settings", values={"program": program, "names": names})


def _of_question(question: Question, to: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(code, values) of what is lost of one question."""
    there = READ_AS[to].get(question.kind)
    # Nothing more is lost of what is not there at all.
    for code in ("retired", "silent"):
        if code not in HELD[to] and FACETS[code](question):
            yield code, {}
            return
    if there:
        yield "kind", {"kind": question.kind.value, "there": there.value}
    yield from ((code, {}) for code, has in FACETS.items() if code not in HELD[to] and has(question))
    for member, program in KEPT_OF.items():
        kept = question.foreign.get(member)
        if program != to and isinstance(kept, dict) and (names := ", ".join(sorted(set(kept) - HANDED_ON))):
            yield "kept", {"program": program, "names": names}


def _unsaid(unsaid: list[Unsaid], key: str, label: str) -> Iterator[Loss]:
    for one in unsaid:
        if one.key == key:
            yield Loss(f"{one.code}_not_sayable", key, label, {"rule": one.rule, "part": one.part})


def _renamed(
    question: Question, label: str, names: Mapping[str, str], parts: Mapping[str, Mapping[str, str]]
) -> Iterator[Loss]:
    if (name := names.get(question.key, question.key)) != question.key:
        yield Loss("question_renamed", question.key, label, {"name": name})
    called = parts.get(question.key, {})
    changed = [f"{key} → {name}" for key, name in called.items() if key.removeprefix("/") != name]
    if changed:
        yield Loss("parts_renamed", question.key, label, {"names": ", ".join(changed).replace("/", "")})
