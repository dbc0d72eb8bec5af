"""Dates as plans print them; each expected reading was worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.plan.dates import read_when
from consultation.terms import WhenLabel as Label

#: words, kind, first year, last year, times a year
PRINTED = [
    ("", "inconnu", None, None, None),
    ("-", "inconnu", None, None, None),
    ("à compter de 2025", "a_partir_de", 2025, None, None),
    ("À partir de janvier 2025", "a_partir_de", 2025, None, None),
    ("depuis 2022", "a_partir_de", 2022, None, None),
    ("from 2025", "a_partir_de", 2025, None, None),
    ("2025 onwards", "a_partir_de", 2025, None, None),
    ("2024+", "a_partir_de", 2024, None, None),
    ("2024 →", "a_partir_de", 2024, None, None),
    ("2024 puis tous les ans", "a_partir_de", 2024, None, 1),
    ("2ème semestre 2024", "annee", 2024, 2024, None),
    ("septembre 2025", "annee", 2025, 2025, None),
    ("sept. 24", "annee", 2024, 2024, None),
    ("T1 2025", "annee", 2025, 2025, None),
    ("2026 Q1", "annee", 2026, 2026, None),
    ("01/09/2025", "annee", 2025, 2025, None),
    ("2025-09-01", "annee", 2025, 2025, None),
    ("fin 2025", "annee", 2025, 2025, None),
    ("Été 2025", "annee", 2025, 2025, None),
    ("mid-2025", "annee", 2025, 2025, None),
    ("2024-2026", "periode", 2024, 2026, None),
    ("2025-26", "periode", 2025, 2026, None),
    ("2024, 2025 et 2026", "periode", 2024, 2026, None),
    ("between 2024 and 2026", "periode", 2024, 2026, None),
    ("de juin 2025 à septembre 2026", "periode", 2025, 2026, None),
    ("année scolaire 2024-2025", "periode", 2024, 2025, None),
    ("d'ici 2027", "periode", None, 2027, None),
    ("jusqu'en 2030", "periode", None, 2030, None),
    ("by end 2026", "periode", None, 2026, None),
    ("2024-2030 – 1 fois/an", "periode", 2024, 2030, 1),
    ("2025 (à confirmer)", "incertain", 2025, 2025, None),
    ("2025 ?", "incertain", 2025, 2025, None),
    ("2026 or 2027?", "incertain", 2026, 2027, None),
    ("en continu", "permanent", None, None, None),
    ("ongoing", "permanent", None, None, None),
    ("toute l'année", "permanent", None, None, None),
    ("annuel", "permanent", None, None, 1),
    ("every year", "permanent", None, None, 1),
    ("tous les mois", "permanent", None, None, 12),
    ("2 fois par mois", "permanent", None, None, 24),
    ("3/an", "permanent", None, None, 3),
    ("once a month", "permanent", None, None, 12),
    ("tous les mercredis", "permanent", None, None, 52),
    ("une fois par trimestre", "permanent", None, None, 4),
    ("3 événements par an", "permanent", None, None, 3),
    ("asap", "des_que_possible", None, None, None),
    ("Au plus vite", "des_que_possible", None, None, None),
    ("tbd", "a_definir", None, None, None),
    ("Calendrier à préciser", "a_definir", None, None, None),
    ("to be studied in 2026", "a_etudier", 2026, 2026, None),
    ("étude de faisabilité", "a_etudier", None, None, None),
    ("immédiat", "immediat", None, None, None),
    ("en cours", "immediat", None, None, None),
    ("Phase 2", "rang", None, None, None),
    ("Priority 1", "rang", None, None, None),
    ("préalable à toute action", "prealable", None, None, None),
    ("court terme", "periode", None, None, None),
    ("Échéance : 2026", "annee", 2026, 2026, None),
    ("2023 - en cours", "a_partir_de", 2023, None, None),
    ("2024–present", "a_partir_de", 2024, None, None),
    ("En cours - fin 2025", "periode", None, 2025, None),
    ("sept-24", "annee", 2024, 2024, None),
    ("Permanent (depuis 2022)", "permanent", 2022, None, None),
    ("hebdomadaire à partir de septembre 2025", "a_partir_de", 2025, None, 52),
    ("chaque septembre", "permanent", None, None, 1),
    ("every 3 months", "permanent", None, None, 4),
    ("non daté", "inconnu", None, None, None),
]


@pytest.mark.parametrize(("words", "label", "start", "end", "frequency"), PRINTED)
def test_dates_of_other_plans_are_read(
    words: str, label: str, start: int | None, end: int | None, frequency: int | None
) -> None:
    when = read_when(words)

    assert (when.label.value, when.start_year, when.end_year, when.frequency) == (label, start, end, frequency)


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("à la rentrée", "date_without_year"),
        ("court terme", "term_without_years"),
        ("2026/2025", "years_backwards"),
        ("2 à 3 fois par an", "frequency_range"),
        ("tous les deux ans", "rhythm_under_a_year"),
        ("quand les poules auront des dents", "date_not_understood"),
    ],
)
def test_a_guess_is_never_silent(words: str, doubt: str) -> None:
    assert doubt in read_when(words).doubts


@pytest.mark.parametrize("words", ["2000 € par logement", "coût : 2024 euros"])
def test_an_amount_is_not_a_year(words: str) -> None:
    assert read_when(words).start_year is None


def test_months_are_read_beside_years() -> None:
    when = read_when("de juin 2025 à septembre 2026")

    assert (when.start_month, when.end_month) == (6, 9)


@given(st.text(max_size=80))
@settings(max_examples=120, deadline=None)
def test_any_words_give_a_reading(words: str) -> None:
    when = read_when(words)

    assert when.label in Label
    if when.start_year and when.end_year:
        assert when.start_year <= when.end_year


PIECES = st.sampled_from(
    ["2024", "2026", "ou", "?", "à", "dès", "T1", "sept", "fois par an", "3", "-", "/", "et après", "fin"]
)


@given(st.lists(PIECES, min_size=1, max_size=6))
@settings(max_examples=120, deadline=None)
def test_a_year_in_the_words_is_in_the_reading_or_doubted(pieces: list[str]) -> None:
    when = read_when(" ".join(pieces))

    if {"2024", "2026"} & set(pieces):
        assert when.start_year or when.end_year or when.doubts
