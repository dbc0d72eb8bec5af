"""Printing: Typst templates filled with plain data, and QR codes as squares.

What people typed reaches a template as JSON, never as markup, and a template reads no file outside this package.
"""

import json
import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from consultation.i18n import Wording, direction, html_lang
from consultation.web.press import in_the_press

PACKAGE = Path(__file__).parents[1]
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
QUIET_ZONE = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""

ErrorCorrection = Literal["L", "M", "Q", "H"]
CORRECTION: dict[ErrorCorrection, int] = {"L": 1, "M": 0, "Q": 3, "H": 2}
"""As a code itself tells its correction (ISO/IEC 18004, format information)."""


def wording(found: Wording) -> Mapping[str, str]:
    """Words with their language and direction, for a template."""
    return {"words": found.words, "lang": html_lang(found.locale), "dir": direction(found.locale)}


@in_the_press
def compile_pdf(template: Path, data: Mapping[str, Any], *, standard: str | None = None) -> bytes:
    """The PDF of a template of this package, tagged, with its fonts embedded.

    The template finds `data` through `#import "/web/print.typ": data`.

    :param standard: a standard to hold the file to; "ua-1" fails by name on a glyph that no font has.
    :raises typst.TypstError: when the template, the data or the standard refuse.
    """
    return compile_and_query(template, data, None, standard=standard)[0]


@in_the_press
def pdf_for_every_reader(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF held to PDF/UA-1; a sign no font has (an emoji in somebody's words) costs that promise, not the page."""
    import typst

    try:
        return compile_and_query(template, data, None, standard="ua-1")[0]
    except typst.TypstError as error:
        logging.getLogger(__name__).warning("%s is not for every reader: %s", template.name, error)
        return compile_and_query(template, data, None)[0]


def query(template: Path, data: Mapping[str, Any], label: str) -> list[Any]:
    """The values of every `#metadata(value) <label>` of the document, in its order."""
    return _values(_compiler(template, data), label)


def compile_and_query(
    template: Path, data: Mapping[str, Any], label: str | None, *, standard: str | None = None
) -> tuple[bytes, list[Any]]:
    """The PDF and the values of its labels, from one and the same compilation."""
    compiler = _compiler(template, data)
    pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=[standard] if standard else [])
    for warning in warnings:
        logging.getLogger(__name__).warning("%s: %s", template.name, warning)
    return pdf, _values(compiler, label) if label else []


class Document:
    """The function `body` of a template, called with what changes from one edit to the next.

    What stays in `data` is the same for all of them: Typst keeps every part that did not change, so that the second
    compilation takes a tenth of the time. What `body` gets is written into the document as one quoted string.
    """

    def __init__(self, template: Path, data: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        quoted = json.dumps(body, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
        self.name = template.relative_to(PACKAGE).as_posix()
        self.source = f'#import "/{self.name}": body\n#body(json(bytes("{quoted}")))\n'.encode()
        self.compiler = _compiler(self.source, data)

    def values(self, label: str) -> list[Any]:
        """The values of every `#metadata(value) <label>` of the document, in its order; asked once, before its file.

        :raises typst.TypstError: when the template or the data refuse.
        """
        return _values(self.compiler, label)

    def pdf(self) -> tuple[bytes, str]:
        """The file, for every reader (PDF/UA-1), and the characters no font has, which would print as empty boxes."""
        import typst

        compiler, missing = self.compiler, ""
        try:
            pdf, warnings = compiler.compile_with_warnings(self.source, format="pdf", pdf_standards=["ua-1"])
        except typst.TypstError as error:
            missing = "".join(dict.fromkeys("".join(_NO_GLYPH.findall(error.diagnostic))))
            if not missing:
                logging.getLogger(__name__).warning("%s is not for every reader: %s", self.name, error.diagnostic)
            pdf, warnings = compiler.compile_with_warnings(self.source, format="pdf")
        for warning in warnings:
            logging.getLogger(__name__).warning("%s: %s", self.name, warning)
        return pdf, missing


@in_the_press
def compile_png(template: Path, data: Mapping[str, Any], *, dots_per_point: int) -> bytes:
    """The first page of a template as a picture."""
    png: bytes = _compiler(template, data).compile(format="png", ppi=72 * dots_per_point)
    return png


def qr_matrix(text: str, error: ErrorCorrection = "M", *, mask: int | None = None) -> list[list[bool]]:
    """Rows of modules, True where black, without the quiet zone.

    :param mask: one of the eight masks; without one the best is sought, which takes nine times as long.
    """
    import qrcode  # here and below: what most processes never use

    code = qrcode.QRCode(error_correction=CORRECTION[error], border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


@lru_cache(maxsize=64)
def qr_svg(text: str, error: ErrorCorrection = "M", *, border: int = QUIET_ZONE) -> str:
    """A QR code as an SVG document, one unit a module; its place gives the size and the alternative text."""
    return squares_svg(qr_matrix(text, error), border=border)


def squares_svg(matrix: list[list[bool]], *, border: int = 0) -> str:
    """A matrix of black squares as an SVG document on white: one path, runs of squares joined."""
    side = len(matrix) + 2 * border
    path = "".join(
        f"M{start + border} {y + border}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for start, length in runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where each run of black starts and how long it is."""
    starts = [x for x, black in enumerate(row) if black and (x == 0 or not row[x - 1])]
    ends = [x + 1 for x, black in enumerate(row) if black and (x + 1 == len(row) or not row[x + 1])]
    return [(start, end - start) for start, end in zip(starts, ends, strict=True)]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The fonts that ship with the program: what is printed is the same on every machine."""
    import fontpkg_noto_sans
    import fontpkg_noto_sans_arabic
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(fontpkg_noto_sans.ROOT), str(fontpkg_noto_sans_arabic.ROOT)],
    )


def _compiler(document: Path | bytes, data: Mapping[str, Any]) -> Any:
    import typst

    return typst.Compiler(
        document if isinstance(document, bytes) else str(document),
        root=str(PACKAGE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _values(compiler: Any, label: str) -> list[Any]:
    values: list[Any] = json.loads(compiler.query(f"<{label}>", field="value"))
    return values
