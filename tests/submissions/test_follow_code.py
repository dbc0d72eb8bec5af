"""The code people copy from the thank-you page."""

from consultation.submissions.follow_code import ALPHABET, LENGTH, new_follow_code, read_follow_code, shown


def test_a_code_is_eight_letters_without_a_vowel() -> None:
    codes = {new_follow_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("AEIOUY")


def test_a_code_is_read_however_people_copy_it() -> None:
    code = "BCDMRSTW"

    assert read_follow_code(shown(code)) == code
    assert read_follow_code(" bcdm-rstw ") == code
    assert read_follow_code("BGDN RSTV") == code, "letters that were misread"


def test_what_cannot_be_a_code_is_none() -> None:
    assert read_follow_code("") is None
    assert read_follow_code("BCDMRST") is None
    assert read_follow_code("BCDMRST1") is None
    assert read_follow_code("AEIOUAEI") is None
