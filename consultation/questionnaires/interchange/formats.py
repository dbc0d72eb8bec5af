"""Which format a file is in, and the reader or writer for it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.reading import Reading
from consultation.questionnaires.interchange.sheets import read_sheets
from consultation.questionnaires.interchange.xlsform_in import read_xlsform
from consultation.questionnaires.interchange.xlsform_out import write_xlsform

Writer = Callable[[Definition], bytes]
WRITERS: Mapping[str, Writer] = {".xlsx": write_xlsform}
"""{ending of the name: writer}, the longest that fits decides."""


class UnknownEnding(ValueError):
    """No format is written under that name."""


def write_form(definition: Definition, file_name: str) -> bytes:
    """The questionnaire in the format that the ending of the name says.

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
    return read_xlsform(read_sheets(data, Path(file_name).name), file_name)
