"""queXML out: the questionnaire for programs that print and scan."""

from collections.abc import Iterator

from lxml import etree

from consultation.i18n import pick
from consultation.questionnaires.definition import Definition, Question, Text
from consultation.questionnaires.interchange.losses import Written, losses_of
from consultation.questionnaires.kinds import plain_number, scale_points
from consultation.terms import Kind

SILENT = frozenset({Kind.CALCULATION, Kind.HIDDEN})
FREE = {
    Kind.NUMBER: ("integer", "10"), Kind.SHORT_TEXT: ("text", "24"), Kind.LONG_TEXT: ("longtext", "240"),
    Kind.DATE: ("date", "8"), Kind.TIME: ("text", "5"), Kind.DATE_TIME: ("text", "16"), Kind.POSITION: ("text", "24"),
    Kind.PHOTO: ("text", "24"), Kind.VOICE: ("longtext", "240"), Kind.FILE: ("text", "24"),
}  # fmt: skip


def write_quexml(definition: Definition) -> Written:
    """The questionnaire in its first language as queXML."""
    root = etree.Element("questionnaire", id="1")
    _child(root, "title", _said(definition, definition.title))
    information = etree.SubElement(root, "questionnaireInfo")
    _child(information, "position", "before")
    _child(information, "text", _said(definition, definition.intro))
    for number, section in enumerate(definition.sections, start=1):
        inside = etree.SubElement(root, "section", id=str(number))
        head = etree.SubElement(inside, "sectionInfo")
        _child(head, "position", "title")
        _child(head, "text", _said(definition, section.title))
        for question in section.questions:
            if not question.retired and question.kind not in SILENT:
                _question(inside, definition, question)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Written(written, losses_of(definition, "quexml"))


def _question(section: etree._Element, definition: Definition, question: Question) -> None:
    asked = etree.SubElement(section, "question")
    _child(asked, "text", _said(definition, question.label))
    if question.help:
        directive = etree.SubElement(asked, "directive")
        _child(directive, "position", "during")
        _child(directive, "text", _said(definition, question.help))
        _child(directive, "administration", "self")
    if question.kind is Kind.NOTE:
        return
    for row in question.rows:
        if not row.retired:
            line = etree.SubElement(asked, "subQuestion", varName=f"{question.key}_{row.key}")
            _child(line, "text", _said(definition, row.label))
    several = question.kind in {Kind.SEVERAL_CHOICES, Kind.PLACE, Kind.MAP, Kind.RANKING}
    for name, label in _answers(definition, question) if several else [("", "")]:
        response = etree.SubElement(asked, "response", varName=f"{question.key}_{name}" if several else question.key)
        if question.kind in FREE or question.kind is Kind.RANKING:
            form, length = FREE.get(question.kind, ("integer", "2"))
            free = etree.SubElement(response, "free")
            _child(free, "format", form)
            _child(free, "length", length)
            _child(free, "label", label)
        else:
            fixed = etree.SubElement(response, "fixed")
            for value, words in [("1", label)] if several else _answers(definition, question):
                category = etree.SubElement(fixed, "category")
                _child(category, "label", words)
                _child(category, "value", value)


def _answers(definition: Definition, question: Question) -> Iterator[tuple[str, str]]:
    """(value, words) of each answer."""
    if question.kind is Kind.SCALE:
        yield from ((plain_number(point), plain_number(point)) for point in scale_points(question))
    elif question.kind is Kind.ACKNOWLEDGEMENT:
        yield "yes", _said(definition, question.label)
    else:
        for option in question.options:
            if not option.retired:
                yield option.key, _said(definition, option.label)


def _said(definition: Definition, text: Text) -> str:
    return pick(text, definition.locales[0]).words


def _child(parent: etree._Element, name: str, words: str) -> None:
    etree.SubElement(parent, name).text = "".join(sign for sign in words if sign >= " " or sign in "\n\t")
