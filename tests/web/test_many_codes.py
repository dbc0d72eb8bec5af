import random

import zxingcpp

from consultation.web.many_codes import ManyCodes
from consultation.web.pdf import qr_matrix


def test_codes_worked_out_from_one_another_are_those_the_library_makes() -> None:
    codes = ManyCodes("M", 2)
    dice = random.Random(7)
    texts = [
        f"OZN3/{dice.randrange(10**6):06}/{page}/FRAR{dice.choice('0AZ')}" for page in (1, 2, 11) for _n in range(20)
    ]
    texts += [f"https://ozon.example/fr/follow#{''.join(dice.choices('BCDFXZ', k=10))}" for _n in range(20)]

    for text in texts:
        assert codes.squares(text).tolist() == qr_matrix(text, "M", mask=2)


def test_a_code_worked_out_is_read() -> None:
    codes = ManyCodes("L", 2)
    codes.squares("https://ozon.example/fr/follow#BCDFHJKLMP")

    squares = codes.squares("https://ozon.example/fr/follow#ZXWTSRPMLK")

    picture = (~squares.repeat(6, axis=0).repeat(6, axis=1) * 255).astype("uint8")
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == "https://ozon.example/fr/follow#ZXWTSRPMLK"
