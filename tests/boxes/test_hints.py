import pytest

from consultation.boxes.hints import HintKind, hints_in, pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plus de bancs et de fleurs, surtout le soir.", []),
        ("Appelez-moi au 06 12 34 56 78 svp", [(HintKind.PHONE, "06 12 34 56 78")]),
        ("اتصلوا بي ٠٦ ١٢ ٣٤ ٥٦ ٧٨", [(HintKind.PHONE, "٠٦ ١٢ ٣٤ ٥٦ ٧٨")]),
        ("Le plan 2024 2030 est long, 39 actions", []),
        ("Écrire à aicha.b@example.org.", [(HintKind.EMAIL, "aicha.b@example.org")]),
        ("Au 12 bis rue des Lilas il fait noir", [(HintKind.ADDRESS, "12 bis rue des Lilas il fait")]),
        ("Une place pour jouer, 3 bancs", []),
        ("Le bruit vient de chez Mme Durand", [(HintKind.NAME, "Mme Durand")]),
        ("mon voisin Karim aide tout le monde", [(HintKind.NAME, "voisin Karim")]),
        ("il faut remercier Jeanne Martin pour cela", [(HintKind.NAME, "Jeanne Martin")]),
        ("شكرا السيدة فاطمة", [(HintKind.NAME, "السيدة فاطمة")]),
        ("Les connards du bâtiment B", [(HintKind.INSULT, "connards")]),
        ("يا حمار، نظفوا الحي من كلب وزبالة", [(HintKind.INSULT, "يا حمار")]),
        ("These IDIOTS again", [(HintKind.INSULT, "IDIOTS")]),
        ("Un concombre, une députée, un putois", []),
    ],
)
def test_what_to_look_at_twice_is_marked(text: str, found: list[tuple[HintKind, str]]) -> None:
    """T41: a list a language, and a person decides."""
    assert [(hint.kind, text[hint.start : hint.end]) for hint in hints_in(text)] == found


def test_a_place_of_the_neighbourhood_is_nobody() -> None:
    text = "un banc devant Centre Social svp"

    assert hints_in(text)
    assert not hints_in(text, ["Le centre social"])


def test_the_pieces_are_the_whole_text() -> None:
    text = "Mme Durand au 06 12 34 56 78, merci"

    cut = pieces(text, hints_in(text))

    assert "".join(piece.words for piece in cut) == text
    assert [piece.kind for piece in cut] == [HintKind.NAME, None, HintKind.PHONE, None]
