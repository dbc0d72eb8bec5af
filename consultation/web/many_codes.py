"""Many QR codes that differ in a few characters, each worked out from the first.

The squares of a code are linear in the bits of its text (Reed-Solomon and the mask only add them up modulo two), once
version, correction and mask are fixed. So a code is the first one, plus for each character that differs the squares it
turns over: some hundred codes are really made for a thousand.
"""

from functools import lru_cache
from typing import Literal

import numpy
import qrcode
from numpy.typing import NDArray
from qrcode.util import QRData

from consultation.web.pdf import CORRECTION, ErrorCorrection

Squares = NDArray[numpy.bool_]
CAPITALS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
"""Characters that stand in pairs (ISO/IEC 18004, alphanumeric mode)."""


class ManyCodes:
    """QR codes of one correction and one mask."""

    def __init__(self, correction: ErrorCorrection, mask: int) -> None:
        self.correction, self.mask = correction, mask
        self.firsts: dict[tuple[int, bool], str] = {}
        self.made = lru_cache(maxsize=64)(self._made)
        self.turned = lru_cache(maxsize=20_000)(self._turned)

    def squares(self, text: str) -> Squares:
        """Rows of modules, True where black, without the quiet zone."""
        is_capitals = set(text) <= CAPITALS
        first = self.firsts.setdefault((len(text), is_capitals), text)
        step = 2 if is_capitals else 1
        squares = self.made(first).copy()
        for at in range(0, len(text), step):
            if text[at : at + step] != first[at : at + step]:
                squares ^= self.turned(first, at, text[at : at + step])
        return squares

    def _turned(self, first: str, at: int, piece: str) -> Squares:
        """The squares that change when these characters stand at that place of the first text."""
        turned: Squares = self._made(first[:at] + piece + first[at + len(piece) :]) ^ self.made(first)
        return turned

    def _made(self, text: str) -> Squares:
        mode: Literal[2, 4] = 2 if set(text) <= CAPITALS else 4  # alphanumeric, bytes
        code = qrcode.QRCode(error_correction=CORRECTION[self.correction], border=0, mask_pattern=self.mask)
        code.add_data(QRData(text.encode(), mode=mode), optimize=0)
        code.make(fit=True)
        return numpy.array(code.get_matrix(), dtype=bool)
