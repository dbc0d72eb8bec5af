"""`python -m tests.bench.exports [SUBMISSIONS]`: seconds, megabytes of file and of memory of each format of answers.

The rows are copies of 500 sheets drawn for a questionnaire with every kind of question; each format runs in a process
of its own. Nothing here asserts a figure.
"""

import copy
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, insert, select

from consultation.db import Database, migrate
from consultation.models import Submission, random_key
from consultation.results.answers import Export, Format, Wanted
from consultation.results.records import published_versions
from consultation.submissions.record import SUBMISSION
from tests.results.every_kind import every_kind

DRAWN = 500


def filled(url: str, submissions: int) -> None:
    """A new database with that many submissions."""
    database = Database(url)
    migrate(database.engine)
    with database.transaction() as session:
        every_kind(session, DRAWN)
        first = [dict(row) for row in session.execute(select(SUBMISSION)).mappings()]
        for start in range(DRAWN, submissions, DRAWN):
            rows = [{**copy.copy(row), "token": random_key(), "follow_code": None} for row in first]
            session.execute(insert(Submission), rows[: submissions - start])
    database.close()


def measure(url: str, format: Format, out: Path) -> None:
    """Print what one format takes."""
    database = Database(url)
    with database.reader() as session:
        before, begun = peak_mb(), time.perf_counter()
        questionnaire_id = session.scalars(select(func.max(SUBMISSION.c.questionnaire_id))).one()
        versions = published_versions(session, questionnaire_id)
        with out.open("wb") as file:
            export = Export(session, questionnaire_id, versions, Wanted(format))
            export.write(file)
        took = time.perf_counter() - begun
    columns = len(export.variables.variables)
    size = out.stat().st_size / 1e6
    print(f"{format}: {columns} columns, {took:.1f} s, file {size:.1f} MB, memory {before:.0f} → {peak_mb():.0f} MB")
    database.close()


def peak_mb() -> float:
    """Most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    if len(sys.argv) > 3:
        measure(sys.argv[1], Format(sys.argv[2]), Path(sys.argv[3]))
        return
    submissions = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        filled(url, submissions)
        print(f"{submissions} submissions")
        for format in Format:
            out = f"{folder}/answers.{format}"
            subprocess.run([sys.executable, "-m", "tests.bench.exports", url, format.value, out], check=True)


if __name__ == "__main__":
    main()
