"""Which format a file is in, and the reader or writer for it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.limesurvey_in import read_limesurvey
from consultation.questionnaires.interchange.limesurvey_out import write_lss, write_tsv
from consultation.questionnaires.interchange.losses import Written
from consultation.questionnaires.interchange.own import read_definition, write_definition
from consultation.questionnaires.interchange.quexml import write_quexml
from consultation.questionnaires.interchange.reading import Reading
from consultation.questionnaires.interchange.sheets import decoded, read_sheets
from consultation.questionnaires.interchange.surveyjs_in import read_surveyjs
from consultation.questionnaires.interchange.surveyjs_out import write_surveyjs
from consultation.questionnaires.interchange.xlsform_in import read_xlsform
from consultation.questionnaires.interchange.xlsform_out import write_xlsform

Writer = Callable[[Definition], Written]
WRITERS: Mapping[str, Writer] = {
    ".xlsx": write_xlsform,
    ".xml": write_quexml,
    ".survey.json": write_surveyjs,
    ".json": lambda definition: Written(write_definition(definition)),
    ".lss": write_lss,
    ".txt": write_tsv,
    ".tsv": write_tsv,
}
"""{ending of the name: writer}, the longest that fits decides."""


class UnknownEnding(ValueError):
    """No format is written under that name."""


def write_form(definition: Definition, file_name: str) -> Written:
    """The questionnaire in the format that the ending of the name says, and what that cannot hold.

    :raises UnknownEnding: for any other ending
    """
    for ending in sorted(WRITERS, key=len, reverse=True):
        if file_name.lower().endswith(ending):
            return WRITERS[ending](definition)
    raise UnknownEnding(file_name)


def read_form(data: bytes, file_name: str) -> Reading:
    """The questionnaire of a file, told by its contents first and its name second.

    :raises Refused: with the reason, when it is no questionnaire, is damaged, or is too much
    """
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    try:
        return _read(data, file_name)
    except RecursionError as error:
        raise Refused("too_much_inside") from error


def _read(data: bytes, file_name: str) -> Reading:
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<?xml", b"<document", b"<!DOCTYPE")) or data.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):
        return read_limesurvey(data)
    if start.startswith((b"{", b"[")):
        return _read_json(data)
    return read_xlsform(read_sheets(data, Path(file_name).name), file_name)


def _read_json(data: bytes) -> Reading:
    """Our own definition, or SurveyJS: whose it is, its members tell."""
    try:
        document = json.loads(decoded(data))
    except (ValueError, RecursionError) as error:
        raise Refused("damaged") from error
    if not isinstance(document, dict):
        raise Refused("not_a_form")
    if "sections" in document and "pages" not in document:
        return read_definition(document)
    return read_surveyjs(document)
