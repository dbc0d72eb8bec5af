from consultation.outreach.codes import ALPHABET, new_code, read_code


def test_a_code_is_six_signs_that_cannot_be_misread() -> None:
    codes = {new_code() for _ in range(500)}

    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("aeiouyl105s2z8bgqmw")
    assert len(codes) > 490


def test_a_code_is_read_however_it_was_typed() -> None:
    assert read_code(" K7P-4 Xc ") == "k7p4xc"
