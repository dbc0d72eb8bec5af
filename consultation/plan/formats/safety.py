"""Looking into an office file before a parser opens it: size, zip bombs, document types, locks, macros."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from consultation.plan.blocks import Doubt

if TYPE_CHECKING:
    from lxml import etree

MOST_BYTES = 25 * 1024 * 1024
#: A plan with pictures holds hundreds of members; a bomb holds tens of thousands.
MOST_MEMBERS = 3_000
MOST_UNPACKED = 250 * 1024 * 1024
MOST_XML = 60 * 1024 * 1024
#: The XML of real office files packs 10 to 60 times; small members may pack better without harm.
MOST_RATIO = 250
SMALL_MEMBER = 5 * 1024 * 1024
CHUNK = 1024 * 1024
DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
XML_NAMES = (".xml", ".rels", ".rdf", ".vml")

Result = TypeVar("Result")


class Refused(Exception):
    """The document cannot be read; `code` says why and `values` fills the message made by the screens.

    Codes: empty, too_big, locked, old_word, old_excel, old_office, pdf, rtf, slides, archive, picture, not_a_document,
    too_much_inside, unsafe, damaged.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def opened_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, its promises of size checked.

    :raises Refused: damaged, locked or too_much_inside.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refused("damaged") from error
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused("locked")
    xml_size = sum(member.file_size for member in members if _is_xml(member.filename))
    if (
        len(members) > MOST_MEMBERS
        or sum(member.file_size for member in members) > MOST_UNPACKED
        or xml_size > MOST_XML
    ):
        raise Refused("too_much_inside")
    for member in members:
        if member.file_size > SMALL_MEMBER and member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise Refused("too_much_inside")
    return archive


def refuse_declarations(archive: zipfile.ZipFile) -> None:
    """Refuse members that declare a document type or entities: no office program writes any.

    :raises Refused: unsafe or damaged.
    """
    for member in archive.infolist():
        if _is_xml(member.filename):
            for chunk in _chunks(archive, member):
                if DECLARATION.search(chunk) or DECLARATION.search(chunk.replace(b"\0", b"")):
                    raise Refused("unsafe")


def member_text(archive: zipfile.ZipFile, name: str, limit: int = CHUNK) -> bytes:
    """The first bytes of a member, none when it is not there.

    :raises Refused: damaged.
    """
    if name not in archive.namelist():
        return b""
    return next(_chunks(archive, archive.getinfo(name)), b"")[:limit]


def parse_xml(data: bytes) -> "etree._Element":
    """The root of a part, without entities, network or giant trees.

    :raises Refused: damaged.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("damaged") from error
    return root


def macro_doubts(archive: zipfile.ZipFile) -> tuple[Doubt, ...]:
    """A doubt when the file carries macros, which nothing here opens."""
    carries = any(
        "vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()
    )
    return (Doubt("", "macros_ignored"),) if carries else ()


def guarded(read: Callable[[], Result]) -> Result:
    """What a library reads, its failures on broken files made one refusal.

    :raises Refused: damaged.
    """
    try:
        return read()
    except Refused:
        raise
    except MemoryError as error:
        raise Refused("too_much_inside") from error
    except Exception as error:  # the libraries raise dozens of kinds on broken files
        raise Refused("damaged") from error


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in overlapping pieces, so that nothing hides on an edge."""
    try:
        with archive.open(member) as file:
            tail = b""
            while piece := file.read(CHUNK):
                yield tail + piece
                tail = piece[-32:]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refused("damaged") from error
    except Exception as error:  # zlib.error and lzma.LZMAError share no parent
        raise Refused("damaged") from error


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_NAMES)
