"""The pictures inside the files people bring: one grey picture a page, whatever the file, however broken."""

import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import PurePath
from typing import Any

import numpy
from PIL import Image, ImageOps

from consultation.paper.scan.pdf_pages import of_pdf
from consultation.paper.scan.pictures import (
    BREAKS,
    MOST_PIXELS,
    Fault,
    Refused,
    Scan,
    Source,
    halved,
    opened,
    picture,
    quiet,
)

HEAD_BYTES = 1024
"""Within which a PDF says that it is one."""
FORMATS = ("TIFF", "JPEG", "PNG", "WEBP", "BMP", "GIF", "JPEG2000", "HEIF", "AVIF", "PPM", "TGA")
"""What Pillow may open: never a format that starts another program."""
UNEVEN = 1.2
"""Dots across for one down from which a picture is stretched."""
MOST_MEMBERS = 100_000
MOST_MEMBER_BYTES = 300_000_000
MOST_ARCHIVE_BYTES = 8_000_000_000
MOST_RATIO = 300
"""Times a member of an archive may grow; an empty page of a scanner grows a hundredfold."""


def scans_of(name: str, source: Source, *, nested: bool = False) -> Iterator[Scan]:
    """Every page of a file, one at a time; never raises for what is in the file."""
    try:
        yield from _reader_of(_head(source), nested=nested)(name, source)
    except Refused as refused:
        yield Scan(name, 1, None, refused.fault)
    except Image.DecompressionBombError:
        yield Scan(name, 1, None, Fault.TOO_LARGE)
    except BREAKS:
        yield Scan(name, 1, None, Fault.BROKEN)


def _head(source: Source) -> bytes:
    """The first bytes."""
    if isinstance(source, bytes):
        return source[:HEAD_BYTES]
    with source.open("rb") as file:
        return file.read(HEAD_BYTES)


def _reader_of(data: bytes, *, nested: bool) -> Callable[[str, Source], Iterator[Scan]]:
    """Who reads a file that begins so, whatever its name says."""
    if not data:
        raise Refused(Fault.EMPTY)
    if b"%PDF-" in data:
        return of_pdf
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        if nested:
            raise Refused(Fault.NESTED)
        return _of_archive
    if data[:4] in {b"II*\0", b"MM\0*"}:
        return _of_frames
    if data[:3] == b"\xff\xd8\xff" or (data[:8] == b"\x89PNG\r\n\x1a\n" and not _is_transparent(data)):
        return _of_picture
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim"}:
        _learn_heic()
        return _of_frames
    return _of_frames


def _is_transparent(png: bytes) -> bool:
    """Whether the head of a PNG says that paper may shine through it."""
    return png[25:26] in {b"\4", b"\6"} or b"tRNS" in png


def _of_picture(name: str, source: Source) -> Iterator[Scan]:
    """A JPEG or PNG."""
    yield picture(name, 1, source if isinstance(source, bytes) else source.read_bytes())


def _of_frames(name: str, source: Source) -> Iterator[Scan]:
    """A TIFF with as many pages as it has, and whatever else Pillow opens."""
    try:
        with quiet():
            Image.init()
            image = Image.open(opened(source), formats=[one for one in FORMATS if one in Image.OPEN])
    except OSError:
        raise Refused(Fault.NOT_A_PICTURE) from None
    with image:
        for page in count():
            try:
                with quiet():
                    image.seek(page)
            except EOFError:
                return
            except BREAKS:  # what stands before the broken part is read
                yield Scan(name, page + 1, None, Fault.BROKEN)
                return
            yield _frame(name, page, image)


def _frame(name: str, page: int, image: Image.Image) -> Scan:
    try:
        with quiet():
            if image.width * image.height > MOST_PIXELS:
                return Scan(name, page + 1, None, Fault.TOO_LARGE)
            page_image = ImageOps.exif_transpose(_square(_on_white(image), image.info.get("dpi")))
            whole = numpy.asarray(page_image.convert("L"))
            colour = numpy.asarray(page_image)[:, :, 2::-1] if page_image.mode in {"RGB", "RGBA"} else None
    except BREAKS:
        return Scan(name, page + 1, None, Fault.BROKEN)
    return halved(name, page + 1, whole, colour)


def _on_white(image: Image.Image) -> Image.Image:
    """What is transparent is paper; 16 bits a dot, or fractions, become eight bits."""
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        deep = numpy.asarray(image, dtype=numpy.float32)
        brightest = next((most for most in (1, 255) if deep.max() <= most), 65535)
        return Image.fromarray((numpy.clip(deep / brightest, 0, 1) * 255).astype(numpy.uint8))
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    seen = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)


def _square(image: Image.Image, dpi: Any) -> Image.Image:
    """Fax machines have twice as many dots across as down."""
    across, down = (float(side) for side in dpi) if isinstance(dpi, tuple) and len(dpi) == 2 else (0.0, 0.0)
    if min(across, down) <= 0 or max(across, down) / min(across, down) < UNEVEN:
        return image
    dots = max(across, down)
    return image.resize((round(image.width * dots / across), round(image.height * dots / down)))


def _learn_heic() -> None:
    """Photos of telephones that do not make JPEG: read where `pillow-heif` is installed."""
    try:
        import_module("pillow_heif").register_heif_opener()
    except ImportError:
        raise Refused(Fault.NO_HEIC) from None


def _of_archive(name: str, source: Source) -> Iterator[Scan]:
    """The files in an archive, within bounds; an archive in an archive is refused."""
    with zipfile.ZipFile(opened(source)) as archive:
        members = [member for member in archive.infolist() if not _is_noise(member)]
        if len(members) > MOST_MEMBERS:
            raise Refused(Fault.TOO_LARGE)
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
    except (*BREAKS, Exception) as error:
        # Each way of packing has its own error classes.
        if not isinstance(error, Exception):
            raise
        return b"", Fault.BROKEN
    return (b"", Fault.TOO_LARGE) if len(data) > most else (data, None)
