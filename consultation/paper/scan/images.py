"""The pictures inside the files people bring: one grey picture a page, whatever the file, however broken."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import PurePath
from typing import Any

import cv2
import numpy
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[numpy.uint8]

MOST_PIXELS = 150_000_000
"""Of one page: A3 at 600 dpi has 70 million."""
ENOUGH_PIXELS = 1700
"""Length of the long side below which no picture is made smaller: A4 at 146 dpi."""
RENDER_DPI = 200
"""For the pages of a PDF that are not one plain picture."""
MOST_MEMBERS = 5_000
MOST_MEMBER_BYTES = 300_000_000
MOST_ARCHIVE_BYTES = 8_000_000_000
MOST_RATIO = 300
"""Times a member of an archive may grow; an empty page of a scanner grows a hundredfold."""


class Fault(StrEnum):
    """Why there is no picture."""

    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    LOCKED = "locked"
    TOO_LARGE = "too_large"
    NESTED = "archive_in_archive"
    NO_HEIC = "heic_not_supported"
    EMPTY = "empty"


@dataclass(frozen=True)
class Scan:
    """One page of a file: its picture, or why there is none."""

    file: str
    """Name of the file; of a member of an archive, "pile.zip/back.jpg"."""
    page: int
    """From 1."""
    grey: Grey | None
    fault: Fault | None = None
    full: Callable[[], Grey] | None = None
    """Makes the picture in all its detail, where `grey` is half the size or less."""


def scans_of(name: str, data: bytes, *, nested: bool = False) -> Iterator[Scan]:
    """Every page of a file, one at a time; never raises for what is in the file."""
    try:
        yield from _reader_of(data, nested=nested)(name, data)
    except _Refused as refused:
        yield Scan(name, 1, None, refused.fault)
    except _BREAKS:
        yield Scan(name, 1, None, Fault.BROKEN)


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


_BREAKS = (
    ValueError,
    OSError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    SyntaxError,
    RuntimeError,
    MemoryError,
    NotImplementedError,
    zipfile.BadZipFile,
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    Image.DecompressionBombError,
    cv2.error,
)
"""What the libraries raise on broken files."""


def _reader_of(data: bytes, *, nested: bool) -> Callable[[str, bytes], Iterator[Scan]]:
    """Who reads such bytes, whatever the name says."""
    if not data:
        raise _Refused(Fault.EMPTY)
    if b"%PDF-" in data[:1024]:
        return _of_pdf
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        if nested:
            raise _Refused(Fault.NESTED)
        return _of_archive
    if data[:4] in {b"II*\0", b"MM\0*"}:
        return _of_frames
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        return _of_picture
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim"}:
        _learn_heic()
        return _of_frames
    return _of_frames


def _of_picture(name: str, data: bytes) -> Iterator[Scan]:
    """A JPEG or PNG."""
    yield _picture(name, 1, data)


def _picture(name: str, page: int, data: bytes) -> Scan:
    """The page, decoded straight to the size that is needed: a JPEG of half the size costs a quarter of the time."""
    width, height = _size(data)
    if width * height > MOST_PIXELS:
        return Scan(name, page, None, Fault.TOO_LARGE)
    if max(width, height) // 2 < ENOUGH_PIXELS:
        grey = _decoded(data, cv2.IMREAD_GRAYSCALE)
        return Scan(name, page, grey, None if grey is not None else Fault.BROKEN)
    half = cv2.IMREAD_REDUCED_GRAYSCALE_2 if max(width, height) // 4 < ENOUGH_PIXELS else cv2.IMREAD_REDUCED_GRAYSCALE_4
    grey = _decoded(data, half)
    if grey is None:
        return Scan(name, page, None, Fault.BROKEN)
    return Scan(name, page, grey, full=lambda: _whole(data))


def _whole(data: bytes) -> Grey:
    grey = _decoded(data, cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("not a picture")
    return grey


def _decoded(data: bytes, how: int) -> Grey | None:
    found: Grey | None = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), how)  # type: ignore[assignment] # says None in words only
    return found


def _size(data: bytes) -> tuple[int, int]:
    """Width and height, from the head of the file alone."""
    with _quiet(), Image.open(io.BytesIO(data)) as image:
        return image.size


def _quiet() -> "warnings.catch_warnings[None]":
    """Pillow warns of large pictures and odd tags; sizes are checked here."""
    return warnings.catch_warnings(action="ignore")


def _of_frames(name: str, data: bytes) -> Iterator[Scan]:
    """A TIFF with as many pages as it has, and whatever else Pillow opens."""
    try:
        with _quiet():
            image = Image.open(io.BytesIO(data))
    except OSError:
        raise _Refused(Fault.NOT_A_PICTURE) from None
    with image:
        for page in range(getattr(image, "n_frames", 1)):
            yield _frame(name, page, image)


def _frame(name: str, page: int, image: Image.Image) -> Scan:
    try:
        with _quiet():
            image.seek(page)
            if image.width * image.height > MOST_PIXELS:
                return Scan(name, page + 1, None, Fault.TOO_LARGE)
            whole = numpy.asarray(_on_white(image).convert("L"))
    except _BREAKS:
        return Scan(name, page + 1, None, Fault.BROKEN)
    return _halved(name, page + 1, whole)


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent is paper; 16 bits a dot become eight."""
    if image.mode.startswith("I;16") or image.mode == "I":
        deep = numpy.asarray(image, dtype=numpy.float32)
        return Image.fromarray((deep / (65535 if deep.max() > 255 else 255) * 255).astype(numpy.uint8))
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    seen = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)


def _halved(name: str, page: int, whole: Grey) -> Scan:
    """Half the size or a quarter, where that is enough."""
    times = max(whole.shape) // ENOUGH_PIXELS
    if times < 2:
        return Scan(name, page, whole)
    times = 4 if times >= 4 else 2
    size = (whole.shape[1] // times, whole.shape[0] // times)
    small: Grey = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment] # of the same type
    return Scan(name, page, small, full=lambda: whole)


def _learn_heic() -> None:
    """Photos of telephones that do not make JPEG: read where `pillow-heif` is installed."""
    try:
        import_module("pillow_heif").register_heif_opener()
    except ImportError:
        raise _Refused(Fault.NO_HEIC) from None


def _of_pdf(name: str, data: bytes) -> Iterator[Scan]:
    """Each page: the JPEG the copier put there as it is, or else the page rendered."""
    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise _Refused(Fault.LOCKED) from None
    except _BREAKS:
        document = None
    if document is None:
        yield from _rendered_all(name, data)
        return
    with document:
        renderer = _Renderer(data)
        try:
            for number in range(1, len(document.pages) + 1):
                yield _pdf_page(name, number, document, renderer)
        finally:
            renderer.close()


def _pdf_page(name: str, number: int, document: pikepdf.Pdf, renderer: "_Renderer") -> Scan:
    try:
        raw = _only_jpeg(document.pages[number - 1])
    except _BREAKS:
        raw = None
    if raw is not None:
        try:
            return _picture(name, number, raw)
        except _BREAKS:
            pass
    try:
        return renderer.page(name, number)
    except _BREAKS:
        return Scan(name, number, None, Fault.BROKEN)


def _rendered_all(name: str, data: bytes) -> Iterator[Scan]:
    """A file only the renderer can mend."""
    renderer = _Renderer(data)
    try:
        for number in range(1, renderer.count() + 1):
            try:
                yield renderer.page(name, number)
            except _BREAKS:
                yield Scan(name, number, None, Fault.BROKEN)
    finally:
        renderer.close()


class _Renderer:
    """Pages drawn by PDFium; opened when first needed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.document: pypdfium2.PdfDocument | None = None

    def _open(self) -> Any:
        if self.document is None:
            self.document = pypdfium2.PdfDocument(self.data)
        return self.document

    def count(self) -> int:
        return len(self._open())

    def page(self, name: str, number: int) -> Scan:
        page = self._open()[number - 1]
        try:
            width, height = page.get_size()
            scale = RENDER_DPI / 72
            if width * height * scale * scale > MOST_PIXELS:
                return Scan(name, number, None, Fault.TOO_LARGE)
            drawn = page.render(scale=scale, grayscale=True).to_numpy()
            return Scan(name, number, numpy.ascontiguousarray(drawn.reshape(drawn.shape[:2])))
        finally:
            page.close()

    def close(self) -> None:
        if self.document is not None:
            self.document.close()


_DRAWS = re.compile(rb"(?:^|[\s\]>)])(?:S|s|f|F|f\*|B|B\*|b|b\*|sh|BI|TJ|Tj|'|\")(?=[\s\[(<]|$)")
"""Operators that put something on a page besides a picture (hidden words of an OCR included: then render)."""


def _only_jpeg(page: pikepdf.Page) -> bytes | None:
    """The one JPEG that is the whole page; None when there is more to it."""
    objects: Any = page.resources.get("/XObject", {})
    if len(objects) != 1:
        return None
    (image,) = (objects[key] for key in objects.keys())  # noqa: SIM118 - a PDF dictionary is not a mapping
    if image.get("/Subtype") != "/Image" or image.get("/Filter") not in ("/DCTDecode", ["/DCTDecode"]):
        return None
    if "/SMask" in image or "/Mask" in image or "/Decode" in image:
        return None
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array):
        if space[0] != "/ICCBased" or int(space[1].get("/N", 0)) not in (1, 3):
            return None
    elif space not in ("/DeviceGray", "/DeviceRGB"):
        return None
    contents: Any = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    drawn = b"\n".join(stream.read_bytes() for stream in streams)
    if len(drawn) > 2_000 or _DRAWS.search(drawn) or drawn.count(b" Do") != 1:
        return None
    return bytes(image.read_raw_bytes())


def _of_archive(name: str, data: bytes) -> Iterator[Scan]:
    """The files in an archive, within bounds; an archive in an archive is refused."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not _is_noise(member)]
        if len(members) > MOST_MEMBERS:
            raise _Refused(Fault.TOO_LARGE)
        left = MOST_ARCHIVE_BYTES
        for member in members:
            path = f"{name}/{member.filename}"
            unpacked, fault = _unpacked(archive, member, left)
            if fault is not None:
                yield Scan(path, 1, None, fault)
                continue
            left -= len(unpacked)
            yield from scans_of(path, unpacked, nested=True)


def _is_noise(member: zipfile.ZipInfo) -> bool:
    """Folders, and what computers add on their own."""
    path = PurePath(member.filename)
    return member.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts or path.name == "Thumbs.db"


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> tuple[bytes, Fault | None]:
    """The bytes of a member; what its head says of its size is not believed."""
    if member.flag_bits & 1:
        return b"", Fault.LOCKED
    most = min(MOST_MEMBER_BYTES, left, max(10_000_000, member.compress_size * MOST_RATIO))
    try:
        with archive.open(member) as stream:
            data = stream.read(most + 1)
    except (*_BREAKS, Exception) as error:
        # Each way of packing has its own error classes.
        if not isinstance(error, Exception):
            raise
        return b"", Fault.BROKEN
    return (b"", Fault.TOO_LARGE) if len(data) > most else (data, None)
