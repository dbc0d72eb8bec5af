"""LimeSurvey out: a survey structure (.lss), and the table of tab-separated values."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.carried import MEMBER, carried, digest_of_xml
from consultation.questionnaires.interchange.limesurvey_tables import Cells, Tables
from consultation.questionnaires.interchange.losses import Loss, Written, losses_of

DB_VERSION = "359"
"""Of LimeSurvey 3.28, whose files every later version reads: words stand beside each row."""


def write_lss(definition: Definition) -> Written:
    """The questionnaire as a .lss."""
    tables = Tables(definition)
    root = etree.Element("document")
    etree.SubElement(root, "LimeSurveyDocType").text = "Survey"
    etree.SubElement(root, "DBVersion").text = DB_VERSION
    languages = etree.SubElement(root, "languages")
    for language in definition.locales:
        etree.SubElement(languages, "language").text = tables.language(language)
    for name, rows in tables.all().items():
        if not rows:
            continue
        table = etree.SubElement(root, name)
        fields = etree.SubElement(table, "fields")
        for column in dict.fromkeys(column for row in rows for column in row):
            etree.SubElement(fields, "fieldname").text = column
        into = etree.SubElement(table, "rows")
        for row in rows:
            element = etree.SubElement(into, "row")
            for column, cell in row.items():
                etree.SubElement(element, column).text = etree.CDATA(_xml(cell)) if cell else ""
    etree.SubElement(root, MEMBER).text = etree.CDATA(
        # Escapes leave no sign in the text that XML or the end of the block would trip over.
        json.dumps(carried(definition, digest_of_xml(root))).replace("]]>", "]]\\u003e")
    )
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Written(written, _losses(tables))


def _losses(tables: Tables) -> tuple[Loss, ...]:
    codes, special = tables.codes, {}
    for question in tables.definition.questions():
        others = {option.key: "other" for option in question.options if option.specify}
        special[question.key] = {**codes.parts[question.key], **others}
    return losses_of(tables.definition, "limesurvey", tables.unsaid, codes.questions, special)


def _xml(words: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", words).replace("]]>", "]]&gt;")


# The table


COLUMNS = ("class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory", "other",
           "default", "same_default")  # fmt: skip


def write_tsv(definition: Definition) -> Written:
    """The questionnaire as LimeSurvey's tab-separated table."""
    tables = Tables(definition)
    made = tables.all()
    rows: list[Cells] = [{"class": "S", "name": "language", "text": made["surveys"][0]["language"]}]
    if others := made["surveys"][0]["additional_languages"]:
        rows.append({"class": "S", "name": "additional_languages", "text": others})
    for setting in made["surveys_languagesettings"]:
        for name in ("surveyls_title", "surveyls_welcometext"):
            rows.append({"class": "SL", "name": name, "text": setting[name], "language": setting["surveyls_language"]})
    attributes: dict[tuple[str, str], Cells] = {}
    for one in made["question_attributes"]:
        attributes.setdefault((one["qid"], one["language"]), {})[one["attribute"]] = one["value"]
    for language in [tables.language(code) for code in definition.locales]:
        for group in made["groups"]:
            if group["language"] != language:
                continue
            rows.append(
                {
                    "class": "G",
                    "type/scale": group["gid"],
                    "name": group["group_name"],
                    "text": group["description"],
                    "relevance": group["grelevance"],
                    "language": language,
                }
            )
            for question in made["questions"]:
                if question["language"] == language and question["gid"] == group["gid"]:
                    ours = [attributes.get((question["qid"], said), {}) for said in ("", language)]
                    rows += _question_rows(made, question, language, {**ours[0], **ours[1]})
    columns = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, delimiter="\t", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return Written(b"\xef\xbb\xbf" + file.getvalue().encode(), _losses(tables))


def _question_rows(
    made: Mapping[str, list[Cells]], question: Cells, language: str, attributes: Cells
) -> Iterator[Cells]:
    kept = {name: question[name] for name in ("relevance", "help", "mandatory", "other")}
    yield {
        "class": "Q",
        "type/scale": question["type"],
        "name": question["title"],
        "text": question["question"],
        "validation": question["preg"],
        "language": language,
        **kept,
        **attributes,
    }
    for one in made["subquestions"]:
        if one["parent_qid"] == question["qid"] and one["language"] == language:
            yield {"class": "SQ", "type/scale": one["scale_id"], "name": one["title"], "text": one["question"],
                   "relevance": "1", "language": language}  # fmt: skip
    for one in made["answers"]:
        if one["qid"] == question["qid"] and one["language"] == language:
            yield {"class": "A", "type/scale": one["scale_id"], "name": one["code"], "text": one["answer"],
                   "language": language}  # fmt: skip
