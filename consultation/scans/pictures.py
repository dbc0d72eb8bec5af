"""Pieces of kept pages, cut out when somebody looks at them."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

AROUND_MM = 3.0
"""Paper shown around a question."""


def piece(path: Path, page: Mapping[str, Any], place: Mapping[str, float]) -> bytes:
    """A rectangle of a straightened page, as JPEG.

    :param page: {width_mm, height_mm} of the page
    :param place: {x_mm, y_mm, width_mm, height_mm}, from its top left
    """
    from PIL import Image

    with Image.open(path) as picture:
        across, down = picture.width / page["width_mm"], picture.height / page["height_mm"]
        left, top = place["x_mm"] - AROUND_MM, place["y_mm"] - AROUND_MM
        right = place["x_mm"] + place["width_mm"] + AROUND_MM
        bottom = place["y_mm"] + place["height_mm"] + AROUND_MM
        box = (
            max(0, round(left * across)),
            max(0, round(top * down)),
            min(picture.width, round(right * across)),
            min(picture.height, round(bottom * down)),
        )
        cut = io.BytesIO()
        picture.crop(box).save(cut, "JPEG", quality=80)
    return cut.getvalue()
