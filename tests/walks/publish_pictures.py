"""`python -m tests.walks.publish_pictures`: the pictures of the README, those the walks made, in few colours."""

import re
from pathlib import Path

from PIL import Image

from tests.walks.conftest import PICTURES

ROOT = Path(__file__).parents[2]
COLOURS = 64
PHONE = (360, 740)
"""Of a long page of a phone, its first screen."""


def publish() -> None:
    """Copy each picture the README names."""
    for path in re.findall(r"\((docs/pictures/[\w-]+\.png)\)", (ROOT / "README.md").read_text()):
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(PICTURES / target.name) as picture:
            shown = picture.crop((0, 0, PHONE[0], PHONE[1])) if picture.width == PHONE[0] else picture
            shown.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
        print(f"{path}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    publish()
