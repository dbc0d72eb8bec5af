"""`consultation poster`, on an installation of its own."""

from pathlib import Path

import numpy
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner

from consultation.cli import main
from consultation.db import Database, migrate
from tests import factories


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One channel with the code k7p4xc, in an installation whose address is ozon.example."""
    url = f"sqlite:///{tmp_path}/test.sqlite"
    for name, value in {"INSTANCE_DIR": tmp_path, "DATABASE_URL": url, "PUBLIC_URL": "https://ozon.example"}.items():
        monkeypatch.setenv(name, str(value))
    database = Database(url)
    migrate(database.engine)
    with database.transaction() as session:
        factories.channel(session, code="k7p4xc", name="Boulangerie")
    database.close()
    return tmp_path


@pytest.mark.parametrize(("size", "codes"), [("a4", 1), ("a3", 1), ("cards", 8)])
def test_a_poster_is_written_with_the_public_address(installation: Path, size: str, codes: int) -> None:
    file = installation / "poster.pdf"

    result = CliRunner().invoke(main, ["poster", "K7P4XC", "--out", str(file), "--size", size])

    assert (result.exit_code, result.stdout) == (0, f"{file}\n")
    image = pypdfium2.PdfDocument(file)[0].render(scale=2, grayscale=True).to_numpy().squeeze()
    found = [code.text for code in zxingcpp.read_barcodes(numpy.ascontiguousarray(image))]
    assert found == ["https://ozon.example/c/k7p4xc"] * codes


def test_a_code_nobody_has_is_refused_and_writes_nothing(installation: Path) -> None:
    file = installation / "poster.pdf"

    result = CliRunner().invoke(main, ["poster", "xxxxxx", "--out", str(file)])

    assert result.exit_code == 1
    assert "No channel has the code 'xxxxxx'" in result.stderr
    assert not file.exists()
