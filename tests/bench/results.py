"""`make bench-results`: the plan with its numbers from 10,000 to 1,000,000 submissions, and the memory of exports.

Sheets are drawn for a questionnaire with a question for each of 40 actions, multiplied, and written in bulk with their
tallies; one in ten leaves free words on an action. The sets of answers are then made by the program itself. Times are
of the server alone (the whole request, by Flask's client), medians of several; the processor's time stands beside, as
machines are shared. Asserts no time, but that every way of counting finds the same.
"""

import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from pyroaring import BitMap
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consultation import create_app
from consultation.db import Database, migrate
from consultation.models import Account, Action, Priority, random_key
from consultation.plan.queries import plan_by_slug
from consultation.questionnaires.definition import Definition
from consultation.results.counts import board_of
from consultation.results.crossing import Filters, TooFew, cross
from consultation.results.shortlisting.shortlist import equal_shares
from consultation.results.tallied import Dimension
from consultation.settings import Settings
from consultation.submissions.changed import forget_sets
from consultation.submissions.fold import answer_sets, fold
from consultation.submissions.record import SUBMISSION, TALLY, VERBATIM, add_to_tallies, tally_keys_of
from consultation.submissions.tallies import TALLY_KEY, TallyKey
from consultation.terms import Kind, Mode, VerbatimState
from tests import factories
from tests.results.seeded import YES_NO, options, question, text

SIZES = (10_000, 100_000, 1_000_000)
ACTIONS, PRIORITIES = 40, 5
DRAWN = 4_000
"""Different sheets; each is multiplied."""
LOCALES = ("fr", "ar", "en")
AGES = ("12_17", "18_24", "25_34", "35_49", "50_64", "65_79", "80_more")
WORDS_ON, WORDS_EVERY = "P3.03", 10
"""The action people leave free words on, and one of how many does."""
EXPORTED = 250_000
"""Submissions of the files whose memory is measured."""
AT_ONCE = 20_000
ROUNDS = 9


def keys() -> list[str]:
    return [f"P{1 + n * PRIORITIES // ACTIONS}.{1 + n % (ACTIONS // PRIORITIES):02}" for n in range(ACTIONS)]


def definition() -> dict[str, Any]:
    """A question an action: yes, maybe, no; one choice; several choices in turn; and who answers."""
    asked = []
    for number, key in enumerate(keys()):
        kind = (Kind.YES_MAYBE_NO, Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES)[number % 3]
        offered = YES_NO if kind is Kind.YES_MAYBE_NO else options("a", "b", "c", "d", "e")
        asked.append(question(f"q{number:02}", kind, actions=[key], purpose="need", options=offered))
    asked.append(question("words", Kind.LONG_TEXT, actions=[WORDS_ON], purpose="wish"))
    you = [
        question("age", Kind.ONE_CHOICE, profile="age_band", options=options(*AGES)),
        question("sector", Kind.ONE_CHOICE, profile="in_sector", options=options("yes", "no")),
        question("gender", Kind.ONE_CHOICE, profile="gender", options=options("woman", "man")),
        question("kind", Kind.ONE_CHOICE, profile="respondent_kind", options=options("resident", "professional")),
    ]
    sections = [{"key": "needs", "questions": asked}, {"key": "you", "questions": you}]
    return {"title": text("Questionnaire"), "locales": list(LOCALES), "sections": sections}


def drawn(dice: random.Random, meant: Definition) -> dict[str, Any]:
    """One sheet: half of the questions answered."""
    answers = {}
    for asked in meant.questions():
        chances = [option.key for option in asked.options]
        if not chances:
            continue
        if asked.profile or dice.random() < 0.5:
            most = 2 if asked.kind is Kind.SEVERAL_CHOICES else 1
            weights = [len(chances) - place for place in range(len(chances))]
            answers[asked.key] = {"chosen": sorted(set(dice.choices(chances, weights, k=most)))}
    return answers


class Town:
    """A plan of 40 actions with a campaign, to be filled."""

    def __init__(self, session: Session) -> None:
        made = factories.plan(session, actions=0, slug="bench")
        for number in range(2, PRIORITIES + 1):
            words = {"key": f"P{number}", "number": number, "position": number, "title": f"Axe {number}"}
            factories.add(session, Priority(plan_id=made.id, **words))
        session.expire_all()
        places = {p.key: p.id for p in session.scalars(select(Priority).filter_by(plan_id=made.id))}
        for number, key in enumerate(keys()):
            words = {"key": key, "position": number, "printed_number": f"{number}/", "title": f"Action {number}"}
            factories.add(session, Action(plan_id=made.id, priority_id=places[key.split(".")[0]], **words))
        self.organisation_id = made.organisation_id
        asked = factories.questionnaire(session, definition(), plan_id=made.id)
        self.version = factories.version(session, definition(), questionnaire_id=asked.id)
        campaign = factories.campaign(session, questionnaire_id=asked.id)
        self.channels = [factories.channel(session, campaign_id=campaign.id).id for _ in range(12)]
        self.account = factories.account(session, organisation_id=made.organisation_id).id
        self.questionnaire_id = asked.id
        self.version_id = self.version.id
        dice = random.Random(11)
        meant = Definition.model_validate(definition())
        self.sheets = [drawn(dice, meant) for _ in range(DRAWN)]
        places_of = {"questionnaire_id": asked.id, "channel_id": 0, "locale": ""}
        self.cells = [tally_keys_of({**places_of, "answers": sheet}, meant) for sheet in self.sheets]

    def rows(self, count: int, dice: random.Random) -> Iterator[dict[str, Any]]:
        day = dt.date(2025, 9, 1)
        for _ in range(count):
            sheet = dice.randrange(DRAWN)
            yield {
                "token": random_key(),
                "questionnaire_id": self.questionnaire_id,
                "version_id": self.version_id,
                "channel_id": dice.choice(self.channels),
                "mode": Mode.SELF_ONLINE.value,
                "locale": dice.choice(LOCALES),
                "day": day + dt.timedelta(days=dice.randrange(60)),
                "answers": self.sheets[sheet],
                "unreadable": [],
                "sheet": sheet,
            }

    def words(self, row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
        """Free words of that sheet; half are shown to everybody, a tenth was not read yet."""
        states = (VerbatimState.SHOWN, VerbatimState.HIDDEN, VerbatimState.RECEIVED)
        return {
            "id": random_key(),
            "submission_token": row["token"],
            "questionnaire_id": self.questionnaire_id,
            "question_key": "words",
            "locale": row["locale"],
            "text": "Un café où l'on peut rester sans rien acheter.",
            "state": dice.choices(states, (5, 4, 1))[0].value,
        }

    def fill(self, database: Database, count: int, dice: random.Random, tallies: Counter[TallyKey]) -> None:
        """That many submissions more, and the tallies of all."""
        met: Counter[tuple[int, int, str]] = Counter()
        waiting = self.rows(count, dice)
        while batch := [row for row, _ in zip(waiting, range(AT_ONCE), strict=False)]:
            met.update((row.pop("sheet"), row["channel_id"], row["locale"]) for row in batch)
            with database.transaction() as session:
                session.execute(insert(SUBMISSION), batch)
                session.execute(insert(VERBATIM), [self.words(row, dice) for row in batch[::WORDS_EVERY]])
        for (sheet, channel, locale), people in met.items():
            for cell in self.cells[sheet]:
                tallies[(*cell[:3], channel, locale, *cell[5:])] += people
        with database.transaction() as session:
            session.execute(TALLY.delete())
            add_to_tallies(session, tallies)


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """(median milliseconds, median milliseconds of the processor) after a first call."""
    act()
    walls, owns = [], []
    for _ in range(ROUNDS):
        wall, own = time.perf_counter(), time.process_time()
        act()
        walls.append((time.perf_counter() - wall) * 1000)
        owns.append((time.process_time() - own) * 1000)
    return statistics.median(walls), statistics.median(owns)


def line(engine: str, size: int, what: str, took: tuple[float, float]) -> None:
    print(f"| {engine} | {size:,} | {what} | {took[0]:,.1f} | {took[1]:,.1f} |", flush=True)


def check(session: Session, town: Town, tallies: Counter[TallyKey]) -> None:
    """The sums kept with the sets are those of the tallies, which were counted from the sheets."""
    places = [TALLY_KEY.index(name) for name in ("subject", "option_key", "age_band")]
    counted: Counter[tuple[str, ...]] = Counter()
    for key, people in tallies.items():
        if key[TALLY_KEY.index("respondent_kind")] in {"", "resident"}:
            counted[tuple(str(key[place]) for place in places)] += people
    subjects = {str(key[places[0]]) for key in tallies}
    found = answer_sets(session, town.questionnaire_id).margins(subjects)
    kept = Counter({
        (subject, option, age): count
        for subject, margins in found.items()
        for age, options_of in margins["@age_band"].items()
        for option, count in options_of.items()
    })  # fmt: skip
    assert kept == counted, "the sets and the tallies disagree"


def acts(session: Session, town: Town, client: Any) -> dict[str, Callable[[], Any]]:
    """{what is measured: how}."""
    found = plan_by_slug(session, "bench", None)
    assert found is not None
    board = board_of(session, found)
    figures = {one.question.key: one for one in board.all_questions(session)}
    one, other = figures["q00"], figures["q02"]
    filters: Filters = {Dimension.AGE_BAND: "25_34", Dimension.LANGUAGE: "fr"}

    refused: set[str] = set()

    def crossed(filters: Filters) -> None:
        try:
            cross(answer_sets(session, town.questionnaire_id), one, other, filters)
        except TooFew as few:
            refused.add(str(few))

    return {
        "page: the plan, a line of numbers an action": lambda: get(client, "results"),
        "page: one action with its question": lambda: get(client, "results/P3.03"),
        "page: who was heard": lambda: get(client, "results/people"),
        "40 actions, all questions, by channel, age, language, sector": lambda: board_of(session, found).all_questions(
            session
        ),
        "two questions crossed": lambda: crossed({}),
        "two questions crossed, by age and language": lambda: crossed(filters),
        "page: the two shortlists": lambda: get(client, "shortlist"),
    }


def shares_of_different(size: int) -> Callable[[], Any]:
    """Equal shares of 15 among people who nearly all approve of something else."""
    import numpy as np

    dice = np.random.default_rng(7)
    different = {f"a{n:02}": BitMap(np.flatnonzero(dice.random(size) < (n + 5) / 100)) for n in range(ACTIONS)}
    return lambda: equal_shares(different, list(different), 15)


def measure(engine: str, database_url: str, folder: Path, sizes: tuple[int, ...]) -> None:
    """The table of one engine."""
    settings = Settings(
        instance_dir=folder, database_url=database_url, public_url="http://localhost", secret_key="bench"
    )
    app = create_app(settings)
    app.test_client_class = FlaskClient
    database: Database = app.extensions["consultation.database"]
    migrate(database.engine)
    with database.transaction() as session:
        town = Town(session)
    dice, tallies, there = random.Random(5), Counter[TallyKey](), 0
    for size in sizes:
        town.fill(database, size - there, dice, tallies)
        there = size
        with database.transaction() as session:
            forget_sets(session, town.questionnaire_id)  # written in bulk, without a note of each
        begun = time.perf_counter()
        fold(database, folder, town.questionnaire_id)
        line(engine, size, "making the sets from all records, once", (1000 * (time.perf_counter() - begun), 0))
        with database.reader() as session:
            check(session, town, tallies)
            client = app.test_client()
            account = session.get_one(Account, town.account)
            with client.session_transaction() as cookies:
                cookies.update(account=account.id, epoch=account.epoch, since=int(time.time()))
            for what, act in acts(session, town, client).items():
                line(engine, size, what, timed(act))
        line(engine, size, "equal shares of 15, nearly all ballots different", timed(shares_of_different(size)))
    database.close()


def get(client: FlaskClient, path: str) -> None:
    response = client.get(f"/plans/bench/{path}", headers={"Host": "localhost"})
    assert response.status_code == 200, response.status


def main() -> None:
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    print("| database | submissions | what | ms | of which processor ms |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        measure("SQLite", "", Path(folder), sizes)
    if server := os.environ.get("TEST_POSTGRESQL"):
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
            measure("PostgreSQL", server, Path(folder), sizes)
    subprocess.run([sys.executable, "-m", "tests.bench.exports", str(min(max(sizes), EXPORTED))], check=True)


if __name__ == "__main__":
    main()
