"""The process beside the server carries out what was asked for, and goes when the server goes."""

import time
from pathlib import Path

from consultation.db import Database
from consultation.jobs import Place, Queue
from consultation.models import Organisation, ScanPage, ScanPile
from consultation.scans.bring import Brought, bring_pile
from consultation.settings import from_environment
from consultation.terms import PileState
from tests.live import serving


def test_a_pile_is_read_by_the_process_beside_the_server(tmp_path: Path) -> None:
    with serving(tmp_path) as live:
        settings = from_environment(live.environment)
        database = Database(settings.database)
        with database.transaction() as session:
            organisation = Organisation(name="Ville d’essai", slug="essai")
            session.add(organisation)
            session.flush()
            files = [Brought("a.jpg", b"not a picture")]
            pile = bring_pile(session, settings.instance_dir, files, organisation_id=organisation.id, name="Marché")
            pile_id = pile.id
        Queue(Place(database, settings)).put_in("read_pile", {"pile_id": pile_id})

        state = ""
        until = time.monotonic() + 60
        while state != PileState.READ and time.monotonic() < until:
            time.sleep(0.2)
            with database.reader() as session:
                state = session.get_one(ScanPile, pile_id).state
                pages = [(page.state, page.reason) for page in session.query(ScanPage)]
        database.close()

    assert state == PileState.READ
    assert pages == [("unreadable", "not_a_picture")]
    assert oct((tmp_path / "jobs.sqlite").stat().st_mode & 0o777) == "0o600"
