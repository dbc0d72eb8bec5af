"""What one language says never slips into another's catalogue."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from consultation import i18n


def test_new_strings_are_english_in_english_and_empty_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)

    i18n.update()

    for domain, locales in i18n.DOMAINS.items():
        for locale in locales:
            with i18n.catalogue_path(domain, locale).open("rb") as file:
                filled = {bool(message.string and any(message.string)) for message in read_po(file) if message.id}
            assert filled == {locale == "en"}, (domain, locale)
