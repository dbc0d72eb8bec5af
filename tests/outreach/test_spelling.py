import pytest

from consultation.outreach.spelling import lines_of, spelled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("École Lavoisier", "l'ecole LAVOISIER"),
        ("Place du Marché", "place marche"),
        ("Collège Georges-Sand", "college georges sand"),
        ("L’Étape", "etape"),
    ],
)
def test_capitals_accents_and_articles_do_not_make_another_place(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(("one", "other"), [("Tour D", "Tour L"), ("Tour A", "Tour B"), ("École 1", "École 2")])
def test_letters_and_numbers_do_make_another_place(one: str, other: str) -> None:
    assert spelled(one) != spelled(other)


def test_a_name_of_articles_alone_keeps_its_words() -> None:
    assert spelled("Les") == "les"


def test_a_pasted_list_loses_its_bullets_its_blanks_and_its_doubles() -> None:
    assert lines_of("- Stade\r\n\n• Place  Churchill\nla place churchill\n  \nصيدلية") == [
        "Stade",
        "Place Churchill",
        "صيدلية",
    ]
