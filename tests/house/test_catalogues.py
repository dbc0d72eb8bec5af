"""Catalogues are fresh and whole: residents' in every language, organisers' in French and English."""

from consultation.i18n import problems


def test_catalogues_are_fresh_and_complete() -> None:
    assert not list(problems())
