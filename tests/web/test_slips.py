import pytest

from consultation.web.slips import NotASlip, read_slip_identity, slip_identity

ADDRESS = "https://ozon.example/fr/i/k7m2pq"


def test_a_misread_slip_is_refused() -> None:
    written = slip_identity("k7m2pq", 12)

    assert read_slip_identity(written) == ("k7m2pq", 12)
    for wrong in (written.replace("12", "21"), written[:-1], written.lower(), ADDRESS, ""):
        with pytest.raises(NotASlip):
            read_slip_identity(wrong)
