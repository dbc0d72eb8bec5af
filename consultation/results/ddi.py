"""The codebook as DDI-Codebook 2.5 (Data Documentation Initiative), which archives and statistics programs read."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from consultation.i18n import Text, html_lang, pick
from consultation.questionnaires.definition import Definition
from consultation.results.codebook import Entry, Value
from consultation.results.statistics import NUMERIC
from consultation.results.variables import Measure

SPACE = "ddi:codebook:2_5"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def ddi(entries: Sequence[Entry], definition: Definition, *, identifier: str, day: dt.date) -> bytes:
    """The document; elements stand in the order the schema wants."""
    from lxml import etree

    main = definition.locales[0]
    root = etree.Element(f"{{{SPACE}}}codeBook", nsmap={None: SPACE, "xsi": XSI}, version="2.5")
    root.set(f"{{{XSI}}}schemaLocation", f"{SPACE} {SCHEMA}")
    root.set("ID", xml_id(identifier))
    root.set(LANG, html_lang(main))
    for part in ("docDscr", "stdyDscr"):
        title = child(child(child(root, part), "citation"), "titlStmt")
        child(title, "titl", pick(definition.title, main).words, main)
        if part == "stdyDscr":
            for locale in definition.locales[1:]:
                if words := definition.title.get(locale):
                    child(title, "parTitl", words, locale)
        child(title, "IDNo", identifier)
        if part == "docDscr":
            production = child(title.getparent(), "prodStmt")
            child(production, "prodDate", day.isoformat()).set("date", day.isoformat())
    data = child(root, "dataDscr")
    for entry in entries:
        data.append(variable(entry))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def variable(entry: Entry) -> Any:
    """`var`, with its children in the order of the schema."""
    from lxml import etree

    one = entry.variable
    is_scale = one.measure in {Measure.NUMBER, Measure.RANK}
    made = etree.Element(f"{{{SPACE}}}var", ID=xml_id(entry.statistics_name), name=entry.statistics_name)
    made.set("intrvl", "contin" if is_scale else "discrete")
    in_languages(made, "labl", entry.labels)
    question = child(made, "qstn")
    in_languages(question, "qstnLit", one.question.label)
    if is_scale and (one.question.low is not None or one.question.high is not None):
        bounds = child(child(made, "valrng"), "range")
        for name, bound in (("min", one.question.low), ("max", one.question.high)):
            if bound is not None:
                bounds.set(name, f"{bound:g}")
    gaps = [value for value in entry.values if value.is_missing]
    if gaps:
        invalid = child(made, "invalrng")
        for value in gaps:
            child(invalid, "item").set("VALUE", f"{value.code:.0f}")
    for condition in entry.asked_if:
        child(made, "universe", condition).set("clusion", "I")
    child(made, "TotlResp", str(entry.base))
    for value in entry.values:
        category(made, value)
    stood = child(made, "verStmt")
    child(stood, "version", ", ".join(map(str, one.versions)))
    is_number = one.measure in NUMERIC or one.measure is Measure.DECLINED
    child(made, "varFormat").set("type", "numeric" if is_number else "character")
    child(made, "notes", one.name).set("subject", "column of the CSV file")
    return made


def category(parent: Any, value: Value) -> None:
    """`catgry`: one value and its words."""
    made = child(parent, "catgry")
    made.set("missing", "Y" if value.is_missing else "N")
    child(made, "catValu", value.key if value.code is None else f"{value.code:.0f}")
    in_languages(made, "labl", value.labels)


def in_languages(parent: Any, name: str, text: Text) -> None:
    """The element once a language; easy French is French, which stands only once."""
    seen: set[str] = set()
    for locale, words in text.items():
        if words and html_lang(locale) not in seen:
            seen.add(html_lang(locale))
            child(parent, name, words, locale)


def child(parent: Any, name: str, text: str | None = None, locale: str | None = None) -> Any:
    from lxml import etree

    made = etree.SubElement(parent, f"{{{SPACE}}}{name}")
    made.text = text
    if locale:
        made.set(LANG, html_lang(locale))
    return made


def xml_id(name: str) -> str:
    """A name that XML takes as an ID."""
    return name if name[:1].isalpha() else f"v_{name}"
