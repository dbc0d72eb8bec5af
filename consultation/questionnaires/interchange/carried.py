"""Our own definition inside a file for another program, so that our own file comes back whole.

It counts only while the rest of the file is as we wrote it: what somebody changed there is read as it stands.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from lxml import etree

from consultation.plan.formats.safety import Refused
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.own import read_definition

MEMBER = "consultation"
"""Name of the member of a SurveyJS document, or of the element of a .lss, which other programs pass over."""


def carried(definition: Definition, rest: str) -> dict[str, Any]:
    """What to put in the file.

    :param rest: digest of everything else in it
    """
    return {"rest": rest, "questionnaire": definition.model_dump(mode="json", exclude_defaults=True)}


def taken_out(member: object, rest: str) -> Definition | None:
    """The definition that the file carries; None when there is none, or when the rest was changed since."""
    if not isinstance(member, dict) or member.get("rest") != rest or not isinstance(member.get("questionnaire"), dict):
        return None
    try:
        return read_definition(member["questionnaire"]).definition
    except Refused:
        return None


def digest_of_json(document: Mapping[str, Any]) -> str:
    """Of a SurveyJS document without what it carries."""
    plain = {name: value for name, value in document.items() if name != MEMBER}
    return _digest(json.dumps(plain, sort_keys=True))


def digest_of_xml(root: etree._Element) -> str:
    """Of a .lss without what it carries; the space between elements does not count."""
    inside = [element for top in root if top.tag != MEMBER for element in top.iter()]
    return _digest(json.dumps([[str(element.tag), (element.text or "").strip()] for element in inside]))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
