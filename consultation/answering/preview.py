"""The picture that stands under a link somebody shares."""

import io
from functools import lru_cache
from pathlib import Path

from consultation.i18n import Wording, direction, html_lang
from consultation.web.pdf import compile_png

TEMPLATE = Path(__file__).with_name("preview.typ")
WIDTH, HEIGHT = 1200, 630
"""Pixels: what the programs that show previews ask for."""
COLOURS = 16


@lru_cache(maxsize=64)
def preview_png(title: Wording, line: str) -> bytes:
    """The title above one line, as a PNG of some 15 kB."""
    from PIL import Image

    words = {"words": title.words, "lang": html_lang(title.locale), "dir": direction(title.locale)}
    drawn = compile_png(TEMPLATE, {"title": words, "line": line}, dots_per_point=2)
    small = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()
