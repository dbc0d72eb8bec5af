"""The pages of a PDF: the picture the scanner put there as it is, or else the page drawn."""

import re
from collections.abc import Iterator
from typing import Any

import cv2
import numpy
import pikepdf
import pypdfium2

from consultation.paper.scan.pictures import (
    BREAKS,
    MOST_PIXELS,
    Colour,
    Fault,
    Grey,
    Refused,
    Scan,
    Source,
    halved,
    opened,
    picture,
)

RENDER_DPI = 200
"""For the pages of a PDF that are not one plain picture."""
MOST_SIDE_PX = 4700
"""Of a page that is drawn: A2 at 200 dpi. Some programs write a point for each dot of a scanner."""
BITONAL = frozenset({"CCITTFaxDecode", "JBIG2Decode"})
"""Ways to pack pictures in black and white."""
DARK = 90
"""Grey below which no paper is."""


def of_pdf(name: str, source: Source) -> Iterator[Scan]:
    """Each page: the JPEG the copier put there as it is, or else the page rendered."""
    try:
        document = pikepdf.open(opened(source))
    except pikepdf.PasswordError:
        raise Refused(Fault.LOCKED) from None
    except BREAKS:
        document = None
    if document is None:
        yield from _rendered_all(name, source)
        return
    with document:
        renderer = _Renderer(source)
        try:
            for number in range(1, len(document.pages) + 1):
                yield _pdf_page(name, number, document, renderer)
        finally:
            renderer.close()


def _pdf_page(name: str, number: int, document: pikepdf.Pdf, renderer: "_Renderer") -> Scan:
    try:
        raw = _only_jpeg(document.pages[number - 1])
    except BREAKS:
        raw = None
    if raw is not None:
        try:
            return picture(name, number, raw)
        except BREAKS:
            pass
    try:
        return renderer.page(name, number)
    except BREAKS:
        return Scan(name, number, None, Fault.BROKEN)


def _rendered_all(name: str, source: Source) -> Iterator[Scan]:
    """A file only the renderer can mend."""
    renderer = _Renderer(source)
    try:
        for number in range(1, renderer.count() + 1):
            try:
                yield renderer.page(name, number)
            except BREAKS:
                yield Scan(name, number, None, Fault.BROKEN)
    finally:
        renderer.close()


class _Renderer:
    """Pages drawn by PDFium; opened when first needed."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.document: pypdfium2.PdfDocument | None = None

    def _open(self) -> Any:
        if self.document is None:
            self.document = pypdfium2.PdfDocument(self.source)
        return self.document

    def count(self) -> int:
        return len(self._open())

    def page(self, name: str, number: int) -> Scan:
        page = self._open()[number - 1]
        try:
            grey, colour = _only_picture(page) or (_drawn(page), None)
            if grey.min() == grey.max() and _has_picture(page):
                return Scan(name, number, None, Fault.BROKEN)
            return halved(name, number, grey, colour)
        finally:
            page.close()

    def close(self) -> None:
        if self.document is not None:
            self.document.close()


def _drawn(page: Any) -> Grey:
    """The page as PDFium draws it."""
    scale = min(RENDER_DPI / 72, MOST_SIDE_PX / max(page.get_size()))
    drawn = page.render(scale=scale, grayscale=True).to_numpy()
    return numpy.ascontiguousarray(drawn.reshape(drawn.shape[:2]))


def _has_picture(page: Any) -> bool:
    """Whether a page that came out as one grey has a picture that takes more room than plain paper does.

    PDFium leaves out in silence what it cannot unpack: such a page must not pass for a blank back.
    """
    for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        (columns, rows), packed = one.get_px_size(), one.get_filters()
        plain = 4 * rows if BITONAL.intersection(packed) else columns * rows // 150
        is_more = bool(packed) and len(one.get_data(decode_simple=False)) > plain + 1000
        if is_more or columns * rows > MOST_PIXELS:
            return True
    return False


def _only_picture(page: Any) -> tuple[Grey, Colour | None] | None:
    """The one upright picture that is the whole page, in grey and in colour; None when there is more to it.

    Whatever packs it (fax, JBIG2…), in its own dots: drawn anew, a page in black and white loses what pencils left.
    """
    objects = [one for one in page.get_objects(max_depth=1) if not _is_hidden_text(one)]
    if len(objects) != 1 or objects[0].type != pypdfium2.raw.FPDF_PAGEOBJ_IMAGE or page.get_rotation():
        return None
    columns, rows = objects[0].get_px_size()
    across, _b, _c, down, left, low = objects[0].get_matrix().get()
    width, height = page.get_size()
    covers = across > 0.95 * width and down > 0.95 * height and max(abs(left), abs(low)) < 0.05 * height
    if not covers or columns * rows > MOST_PIXELS or abs(columns / rows * down / across - 1) > 0.05:
        return None
    bitmap = objects[0].get_bitmap(render=False)
    seen = bitmap.to_numpy()
    if bitmap.mode in {"RGB", "BGR"}:
        return numpy.asarray(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY), dtype=numpy.uint8), seen
    grey = numpy.ascontiguousarray(seen.reshape(seen.shape[:2])) if bitmap.mode == "L" else None
    # A stencil through which ink is put is black where the paper is.
    return (grey, None) if grey is not None and numpy.median(grey) > DARK else None


def _is_hidden_text(one: Any) -> bool:
    """Whether it is words a scanner's OCR laid under its picture, for searching."""
    raw = pypdfium2.raw
    invisible = raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return bool(one.type == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFTextObj_GetTextRenderMode(one.raw) == invisible)


_DRAWS = re.compile(rb"(?:^|[\s\]>)])(?:S|s|f|F|f\*|B|B\*|b|b\*|sh|BI|TJ|Tj|'|\")(?=[\s\[(<]|$)")
"""Operators that put something on a page besides a picture (hidden words of an OCR included: then render)."""


_MATRIX = re.compile(rb"(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+-?[\d.]+\s+-?[\d.]+\s+cm\b")
"""How a picture is laid on the page; where a * d < b * c it is mirrored."""


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
    if any(float(a) * float(d) < float(b) * float(c) for a, b, c, d in _MATRIX.findall(drawn)):
        return None
    if len(drawn) > 2_000 or _DRAWS.search(drawn) or drawn.count(b" Do") != 1:
        return None
    return bytes(image.read_raw_bytes())
