"""Where a town runs a program that reads handwriting, what it says is proposed to whoever types; off by default."""

import logging
import shlex
import subprocess

import cv2

from consultation.paper.scan.reading import LINES
from consultation.paper.scan.results import PageReading

logger = logging.getLogger(__name__)
WAIT_S = 20
"""Seconds after which a program that says nothing is left alone."""
LONGEST = 2_000
"""Characters of a proposal."""
DOTS_A_MM = 12.0


def propose_words(reading: PageReading, program: str) -> None:
    """Words for each field of a page that was written in, as far as the program says any."""
    if reading.sheet is None:
        return
    places = {question["key"]: question["fields"] for question in reading.sheet.found.layout["questions"]}
    for question in reading.questions:
        for field, place in zip(question.fields, places[question.key], strict=True):
            if field.written and field.name in LINES:
                picture = reading.sheet.piece(place, 1.0, DOTS_A_MM)
                field.proposed = words_of(bytes(cv2.imencode(".png", picture)[1]), program) or None


def words_of(picture: bytes, program: str) -> str:
    """What the program says of a picture: PNG in, UTF-8 out; nothing when it fails, which stops no pile."""
    try:
        done = subprocess.run(shlex.split(program), input=picture, capture_output=True, timeout=WAIT_S, check=True)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        logger.warning("The program that reads handwriting failed: %s", type(error).__name__)
        return ""
    return " ".join(done.stdout.decode(errors="replace").split())[:LONGEST]
