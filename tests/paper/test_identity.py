import itertools
import string

import pytest

from consultation.paper.identity import (
    Identity,
    NotAnIdentity,
    language_code,
    printed_number,
    read_identity,
    typed_number,
)
from consultation.web.marks import check_character, check_digit

IDENTITY = Identity(print_code="OZN3", number=499, page=2, languages="FR")


def test_check_characters_are_those_of_the_standard() -> None:
    # Examples published with ISO 7064: "0794" and the Global Release Identifier A1-2425G-ABC1234002-M.
    assert check_digit("0794") == "5"
    assert check_character("A12425GABC1234002") == "M"


def test_an_identity_reads_back() -> None:
    assert str(IDENTITY)[:-1] == "OZN3/000499/2/FR"
    assert read_identity(str(IDENTITY)) == IDENTITY


def test_no_misread_character_passes() -> None:
    text = str(IDENTITY)

    for place, wrong in itertools.product(range(len(text)), string.digits + string.ascii_uppercase + "/"):
        misread = text[:place] + wrong + text[place + 1 :]
        if misread != text:
            with pytest.raises(NotAnIdentity):
                read_identity(misread)


@pytest.mark.parametrize("text", ["", "https://ozon.example/fr/q/k7m2pq", "OZN3/000499/2/FR", "ozn3/000499/2/frK"])
def test_other_codes_are_not_ours(text: str) -> None:
    with pytest.raises(NotAnIdentity):
        read_identity(text)


@pytest.mark.parametrize("text", ["499", "000499", printed_number(499), printed_number(499).replace("-", "+"), " 499 "])
def test_a_number_is_typed_with_or_without_its_zeros_and_check(text: str) -> None:
    assert typed_number(text) == 499


@pytest.mark.parametrize("text", ["", "0", "499-0", "1234567", "-3", "4 9 9", "٤٩٩x"])
def test_a_number_that_cannot_be_right_is_refused(text: str) -> None:
    with pytest.raises(NotAnIdentity):
        typed_number(text)


def test_easy_french_is_another_language_on_paper() -> None:
    assert [language_code(locale) for locale in ("fr", "fr@falc", "fa", "ar")] == ["FR", "F0", "FA", "AR"]
