"""Files that come with a sheet: made small and harmless, on the disk before the sheet is checked.

The form then holds their stored names. A page that is given back carries each name sealed, so that a person keeps
what was received and nobody can name somebody else's file.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from consultation.files import path_of, save_file
from consultation.questionnaires.definition import Definition, Question, once
from consultation.questionnaires.kinds import KINDS, Problem
from consultation.questionnaires.sheet import repeat_prefix
from consultation.sounds import NotASound, TooLongASound, clean_sound
from consultation.terms import Kind

KEPT, DROP = "page-kept-", "page-drop-"
"""Before the name of a field: its sealed file, and the wish to take it away."""
KEPT_FOR_S = 24 * 3600
"""Seconds during which a page that was given back still holds its files; `submissions.files` sweeps later than that."""
BIGGEST = 10_000_000
"""Bytes of a document or a recording as it comes."""
DOCUMENTS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
"""{first bytes: ending} of files that are kept as they look."""


@dataclass
class Received:
    """What came with a sheet."""

    fields: frozenset[str] = frozenset()
    """Every field that takes a file; words sent in one are nothing."""
    stored: dict[str, list[str]] = field(default_factory=dict)
    """{field: [stored name]}, to stand in the form."""
    proofs: dict[str, str] = field(default_factory=dict)
    """{field: sealed name}, to stand in a page that is given back."""
    problems: dict[str, Problem] = field(default_factory=dict)
    """{field: why its file cannot be kept}."""


class Refused(ValueError):
    """A file that cannot be kept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@once
def upload_fields(definition: Definition) -> dict[str, Question]:
    """{name of its field: question} of every question whose answer is a file."""
    return dict(_upload_fields(definition))


def _upload_fields(definition: Definition) -> Iterator[tuple[str, Question]]:
    for section in definition.sections:
        prefixes = [repeat_prefix(section, time) for time in range(1, section.repeat + 1)] if section.repeat else [""]
        for question in section.questions:
            if KINDS[question.kind].is_stored_as_file and not question.retired:
                yield from ((prefix + question.key, question) for prefix in prefixes)


def receive(
    definition: Definition,
    files: Mapping[str, Sequence[bytes]],
    page_fields: Mapping[str, str],
    *,
    instance_dir: Path,
    token: str,
    secret_key: str,
) -> Received:
    """Keep what came: a new file before the one that was kept, nothing where the person took it away.

    :param files: {field: bodies}, those without a byte left out
    :param page_fields: fields of the page itself, `page-kept-photo`…
    """
    fields = upload_fields(definition)
    if not fields:
        return Received()
    found = Received(frozenset(fields))
    seals = Seals(secret_key, token)
    for name, question in fields.items():
        try:
            if bodies := files.get(name):
                stored = save_file(instance_dir, *CLEANERS[question.kind](bodies[0]))
            elif (sealed := page_fields.get(KEPT + name)) and not page_fields.get(DROP + name):
                stored = seals.open(sealed, name, instance_dir)
            else:
                continue
        except Refused as refusal:
            found.problems[name] = refusal.problem
            continue
        found.stored[name] = [stored]
        found.proofs[name] = seals.seal(name, stored)
    return found


class Seals:
    """The names of files on their way through a page: only for the field and the person they came from."""

    def __init__(self, secret_key: str, token: str) -> None:
        self.signer = URLSafeTimedSerializer(secret_key, salt="upload")
        self.token = token

    def seal(self, name: str, stored: str) -> str:
        return str(self.signer.dumps([self.token, name, stored]))

    def open(self, sealed: str, name: str, instance_dir: Path) -> str:
        """The stored name.

        :raises Refused: when it was made up, is of another page, or has been swept away
        """
        try:
            token, of_field, stored = self.signer.loads(sealed, max_age=KEPT_FOR_S)
        except (BadSignature, ValueError, TypeError) as error:
            raise Refused(Problem.LOST_FILE) from error
        if (token, of_field) != (self.token, name) or not path_of(instance_dir, stored).exists():
            raise Refused(Problem.LOST_FILE)
        return str(stored)


def photo(data: bytes) -> tuple[bytes, str]:
    from consultation.submissions.photos import NotAPhoto, clean_photo

    try:
        return clean_photo(data), "jpg"
    except NotAPhoto as error:
        raise Refused(Problem.NOT_A_FILE) from error


def voice(data: bytes) -> tuple[bytes, str]:
    if len(data) > BIGGEST:
        raise Refused(Problem.TOO_BIG)
    try:
        return clean_sound(data), "webm"
    except TooLongASound as error:
        raise Refused(Problem.TOO_LONG_SOUND) from error
    except NotASound as error:
        raise Refused(Problem.NOT_A_FILE) from error


def document(data: bytes) -> tuple[bytes, str]:
    """What the file shows; what it says beside (who wrote it, where, with which device) stays behind."""
    if len(data) > BIGGEST:
        raise Refused(Problem.TOO_BIG)
    ending = next((ending for start, ending in DOCUMENTS.items() if data.startswith(start)), None)
    if ending == "pdf":
        return without_author(data), ending
    if ending is None:
        raise Refused(Problem.NOT_A_FILE)
    return photo(data)


def without_author(data: bytes) -> bytes:
    """The pages of a PDF, without its author, program and dates."""
    import pikepdf  # a library that is rarely used

    plain = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            if "/Metadata" in pdf.Root:
                del pdf.Root["/Metadata"]
            pdf.save(plain, deterministic_id=True)  # sent twice, it is the same file
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise Refused(Problem.NOT_A_FILE) from error
    return plain.getvalue()


CLEANERS: Mapping[Kind, Callable[[bytes], tuple[bytes, str]]] = {
    Kind.PHOTO: photo,
    Kind.VOICE: voice,
    Kind.FILE: document,
}
"""{kind: (bytes to keep, ending) of bytes that came}."""
