"""Pictures of questionnaires: made small, stripped of what the camera wrote, kept under `instance/files/pictures`."""

import hashlib
import io
import re
import warnings
from pathlib import Path

from consultation.files import folder_of, write_whole

PAGE_SIDE = 1200
"""Most pixels on either side of the picture of a question; sharp on paper at 150 mm."""
OPTION_SIDE = 480
"""The same for the picture of an option."""
MOST_PIXELS = 50_000_000
"""Of what is opened: twice what a good phone takes, and 150 MB of memory."""
NAME = re.compile(r"[0-9a-f]{64}\.(jpg|png)")


class NotAPicture(Exception):
    """The bytes are no picture, or one too large to open."""


def keep_picture(instance_dir: Path, data: bytes, side: int) -> str:
    """Keep a picture, at most `side` pixels wide and high, on disk when this returns.

    Drawn again from its pixels, so that neither the place nor the day nor the phone goes with it.

    :return: the name to ask for it by, `<sha256>.jpg` or `.png`
    :raises NotAPicture: when the bytes cannot be drawn
    """
    drawn, ending = redrawn(data, side)
    name = f"{hashlib.sha256(drawn).hexdigest()}.{ending}"
    path = folder_of(instance_dir) / "pictures" / name
    if not path.exists():
        write_whole(path, drawn)
    return name


def picture_path(instance_dir: Path, name: str) -> Path | None:
    """Where a picture is; None when there is none of that name."""
    path = folder_of(instance_dir) / "pictures" / name
    return path if NAME.fullmatch(name) and path.is_file() else None


def redrawn(data: bytes, side: int) -> tuple[bytes, str]:
    """(the picture again, `jpg` or `png`): a PNG when it has few colours or is see-through."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF"))
        if opened.width * opened.height > MOST_PIXELS:
            raise NotAPicture
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((side, side))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture from error
    drawing = opened.mode in {"P", "1", "L", "RGBA", "LA"}
    clean = Image.new("RGBA" if drawing else "RGB", upright.size)
    clean.paste(upright.convert(clean.mode))
    out = io.BytesIO()
    if drawing:
        clean.quantize(128).save(out, "PNG", optimize=True)
    else:
        clean.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue(), "png" if drawing else "jpg"
