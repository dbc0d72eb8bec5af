"""While the server rests, the proxy in front says so, in every language."""

from pathlib import Path

from click.testing import CliRunner
from lxml import html

from consultation.cli import main
from consultation.i18n import RESIDENT_LOCALES, html_lang


def test_the_page_of_a_server_that_rests_asks_for_nothing_and_speaks_every_language(tmp_path: Path) -> None:
    file = tmp_path / "resting.html"

    done = CliRunner().invoke(main, ["resting-page", str(file)])

    assert done.exit_code == 0, done.output
    page = html.fromstring(file.read_bytes())
    parts = page.xpath("//section")
    assert [one.get("lang") for one in parts] == [html_lang(locale) for locale in RESIDENT_LOCALES]
    assert len({one.text_content() for one in parts}) >= len(RESIDENT_LOCALES) - 1, "easy French may say the same"
    assert "rechargez cette page" in parts[0].text_content()
    assert not page.xpath("//script | //@src | //a | //link[not(starts-with(@href, 'data:'))]")
    assert file.stat().st_size < 14_000
