"""Our own definition as a file, and the JSON Schema that says what it may hold."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from consultation.plan.formats.safety import Refused
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.interchange.reading import Reading

ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def read_definition(document: Mapping[str, Any]) -> Reading:
    """The questionnaire of a definition file.

    :raises Refused: not_our_definition, with the first place that does not fit
    """
    plain = {name: value for name, value in document.items() if name != "$schema"}
    try:
        definition = Definition.model_validate_json(json.dumps(plain))
    except (ValidationError, ValueError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        place = ".".join(str(part) for part in first["loc"]) or "."
        raise Refused("not_our_definition", place=place, why=str(first["msg"])) from error
    return Reading("definition", definition, (), ())


def write_definition(definition: Definition) -> bytes:
    """The definition as JSON, without what says nothing."""
    document = definition.model_dump(mode="json", exclude_defaults=True)
    return (json.dumps({"title": definition.title, **document}, ensure_ascii=False, indent=2) + "\n").encode()


def schema() -> dict[str, Any]:
    """The JSON Schema of a definition file."""
    return {"$schema": ADDRESS, **Definition.model_json_schema()}
