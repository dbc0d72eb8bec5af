"""The stored pictures a questionnaire shows, read for its sheet."""

import re
from pathlib import Path

from consultation.questionnaires.definition import Definition

STORED = re.compile(r"[0-9a-f]{64}\.(png|jpg|jpeg|webp|gif)")


def pictures_of(definition: Definition, instance_dir: Path) -> dict[str, bytes]:
    """{stored name: file} of the pictures that stand in `instance/files/pictures`; a lost one is left out."""
    folder = instance_dir / "files" / "pictures"
    questions = [question for question in definition.questions() if not question.retired]
    names = {question.picture for question in questions}
    names |= {option.picture for question in questions for option in question.options}
    found = (folder / name for name in sorted(name for name in names if name and STORED.fullmatch(name)))
    return {path.name: path.read_bytes() for path in found if path.is_file()}
