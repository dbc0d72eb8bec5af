"""Which format a file is in, and the reader or writer for it."""

from pathlib import Path

from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires.interchange.reading import Reading
from consultation.questionnaires.interchange.sheets import read_sheets
from consultation.questionnaires.interchange.xlsform_in import read_xlsform


def read_form(data: bytes, file_name: str) -> Reading:
    """The questionnaire of a file, told by its contents first and its name second.

    :raises Refused: with the reason, when it is no questionnaire, is damaged, or is too much
    """
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    return read_xlsform(read_sheets(data, Path(file_name).name), file_name)
