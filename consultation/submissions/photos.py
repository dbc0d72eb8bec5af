"""A photo somebody sent, made small, with nothing in it but what is seen."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
"""Pixels of a photo as it is kept."""
BIGGEST = 300_000
"""Bytes of a photo as it is kept."""
MOST_PIXELS = 100_000_000
"""Of a photo as it comes: more than phones take."""
MOST_UNPACKED = 30_000_000
"""Pixels that are unpacked, 90 MB: a JPEG unpacks to a part of its size, others whole."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError, IndexError)
"""What Pillow raises on what is no picture."""


class NotAPhoto(ValueError):
    """What was sent cannot be read as a picture."""


def clean_photo(data: bytes) -> bytes:
    """The photo as a small JPEG: upright, its pixels and nothing else (no place, no device, no date, no thumbnail).

    :raises NotAPhoto: when it cannot be read
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # our own limit is higher than Pillow's; odd metadata is thrown away anyway
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotAPhoto("too many pixels")
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                if opened.width * opened.height > MOST_UNPACKED:
                    raise NotAPhoto("too many pixels")
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                pixels = on_white(upright)
        except BROKEN as error:
            raise NotAPhoto(str(error)) from error
    return as_small_jpeg(pixels)


def on_white(photo: Image.Image) -> Image.Image:
    """The same without transparency, on a new sheet: what a file says beside its pixels stays behind."""
    seen = photo.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain


def as_small_jpeg(photo: Image.Image) -> bytes:
    """A JPEG of at most `BIGGEST` bytes, as good as that allows."""
    while True:
        for quality in (85, 75, 65, 55, 45):
            written = io.BytesIO()
            photo.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= BIGGEST:
                return written.getvalue()
        photo = photo.resize((max(1, photo.width * 3 // 4), max(1, photo.height * 3 // 4)))
