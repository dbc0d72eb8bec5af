"""T28: nothing joins an offer or an idea to an answer, by any key, order, size or place in the file."""

import csv
import datetime as dt
import io
import json
import random
import sqlite3
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from consultation.boxes import put_in as put_in_room
from consultation.boxes.put_in import NewIdea, new_token, put_in
from consultation.contacts import record as record_room
from consultation.contacts.export import as_json, calling_list
from consultation.contacts.offers import NewOffer
from consultation.contacts.queries import Held, offers_in_scope
from consultation.contacts.record import record_offer, record_wish
from consultation.contacts.wishes import NewWish
from consultation.db import Database, migrate
from consultation.models import Box
from consultation.questionnaires.definition import Definition
from consultation.submissions.record import record_submission
from consultation.terms import ChannelKind, Mode, OfferKind, WayToTell
from tests import factories

PEOPLE = 120
#: Rank correlation which chance passes once in a thousand million times with so many people.
TOO_CLOSE = 0.55
COLUMNS = (
    "name",
    "phone",
    "email",
    "organisation_name",
    "through_structure",
    "kind",
    "words",
    "called_back",
    "ends_on",
)
Order = list[int]


class Town:
    """A file in which each person answered, put an idea in, offered help and asked to hear, one after the other."""

    def __init__(self, path: Path, size: int, chance: random.Random) -> None:
        self.path = path
        #: {table: {token: person}} by order of arrival, which no attacker has
        self.people: dict[str, dict[str, int]] = {"submission": {}, "idea": {}, "offer": {}, "reply_wish": {}}
        self.people["careless"] = {}
        database = Database(f"sqlite:///{path}")
        # A test need not survive a power cut; the order of writing is the same.
        event.listen(database.engine, "connect", lambda opened, _record: opened.execute("PRAGMA synchronous=OFF"))
        migrate(database.engine)
        self._found(database)
        for person in range(size):
            self._come(database, person, chance)
        with database.reader() as session:
            offers = offers_in_scope(session, None)[0].offers
            self.csv = calling_list(offers, {name: name for name in COLUMNS}).decode("utf-8-sig")
            self.json = as_json(Held(offers, []), {"offers": "", "wants_to_hear": ""})
            self.names = {offer.name: self.people["offer"][offer.token] for offer in offers}
        database.close()

    def _found(self, database: Database) -> None:
        with database.transaction() as session:
            version = factories.version(session)
            campaign = factories.campaign(session, questionnaire_id=version.questionnaire_id)
            box_channel = factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.IDEA_BOX)
            self.version_id, self.questionnaire_id = version.id, version.questionnaire_id
            self.channel_id = factories.channel(session, campaign_id=campaign.id).id
            self.box_id = factories.box(session, channel_id=box_channel.id).id
            self.plan_id, self.definition = campaign.plan_id, Definition.model_validate(version.definition)
            session.connection().exec_driver_sql("CREATE TABLE careless (id INTEGER PRIMARY KEY, token TEXT)")

    def _come(self, database: Database, person: int, chance: random.Random) -> None:
        tokens = {table: new_token() for table in self.people}
        for table, token in tokens.items():
            self.people[table][token] = person
        words = "".join(chance.choice("abcdef ") for _letter in range(chance.randrange(5, 90)))
        with database.transaction() as session:
            answers = {"q_words": {"text": words}, "q_coffee": {"chosen": [chance.choice(["yes", "no"])]}}
            record_submission(
                session,
                version_id=self.version_id,
                questionnaire_id=self.questionnaire_id,
                channel_id=self.channel_id,
                definition=self.definition,
                answers=answers,  # type: ignore[arg-type]  # a plain document, as it is stored
                token=tokens["submission"],
                mode=Mode.SELF_ONLINE,
                locale="fr",
            )
        with database.transaction() as session:
            idea = {"text": f"{chance.random()}", "locale": "fr", "mode": Mode.SELF_ONLINE, "week": dt.date(2025, 9, 1)}
            put_in(session, session.get_one(Box, self.box_id), NewIdea(token=tokens["idea"], **idea))  # type: ignore[arg-type]  # mixed values
        with database.transaction() as session:
            record_offer(session, an_offer(tokens["offer"], self.plan_id, chance), dt.date(2025, 9, 1))
        with database.transaction() as session:
            record_wish(session, a_wish(tokens["reply_wish"], self.plan_id, chance), dt.date(2025, 9, 1))
        with database.transaction() as session:
            session.connection().exec_driver_sql("INSERT INTO careless (token) VALUES (?)", (tokens["careless"],))

    def orders(self, table: str) -> list[tuple[str, Order]]:
        """Every order somebody with the file can put the people of a table in."""
        people = self.people[table]
        found: list[tuple[str, Order]] = []
        with sqlite3.connect(self.path) as connection:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            rows = connection.execute(f"SELECT token, * FROM {table}").fetchall()
            found.append(("as it comes", [people[row[0]] for row in rows]))
            for number, column in enumerate(columns, 1):
                by_value = sorted(rows, key=lambda row: (str(row[number]), row[0]))
                by_size = sorted(rows, key=lambda row: (len(str(row[number])), row[0]))
                by_index = connection.execute(f"SELECT token FROM {table} ORDER BY {column}").fetchall()
                for what, ordered in (("value", by_value), ("size", by_size), ("index", by_index)):
                    found.append((f"{what} of {column}", [people[row[0]] for row in ordered]))
        return [*found, ("place in the file", self.places(table))]

    def places(self, table: str) -> Order:
        """The people of a table by where their row lies in the file."""
        content = self.path.read_bytes()
        places = {person: content.find(token.encode()) for token, person in self.people[table].items()}
        return sorted(places, key=places.__getitem__)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("apart") / "town.sqlite", PEOPLE, random.Random(7))


def an_offer(token: str, plan_id: int, chance: random.Random) -> NewOffer:
    return NewOffer(
        token=token,
        plan_id=plan_id,
        action_key="P1.02",
        kind=OfferKind.TIME,
        words="",
        name="".join(chance.choice("abcdefghij") for _letter in range(12)),
        phone=f"06{chance.randrange(10**8):08}",
        email=None,
        organisation_name=None,
        through_structure=False,
        locale="fr",
    )


def a_wish(token: str, plan_id: int, chance: random.Random) -> NewWish:
    name = "".join(chance.choice("abcdefghij") for _letter in range(12))
    return NewWish(
        token=token,
        plan_id=plan_id,
        way=WayToTell.EMAIL,
        name=None,
        email=f"{name}@town.example",
        address=None,
        organisation_name=None,
        locale="fr",
    )


def likeness(one: Order, other: Order) -> float:
    """Spearman's rank correlation of two orders of the same people, without sign."""
    rank = {person: place for place, person in enumerate(other)}
    squares = sum((place - rank[person]) ** 2 for place, person in enumerate(one))
    n = len(one)
    return abs(1 - 6 * squares / (n * (n * n - 1)))


@pytest.mark.parametrize("table", ["offer", "idea", "reply_wish"])
def test_no_order_of_the_file_joins_them_to_answers(town: Town, table: str) -> None:
    # Also the order in which people came, should somebody have noted it at the door.
    answers = [*town.orders("submission"), ("as they came", list(range(PEOPLE)))]

    close = {
        (one, other): likeness(first, second) for (one, first), (other, second) in product(town.orders(table), answers)
    }

    assert {pair: value for pair, value in close.items() if value > TOO_CLOSE} == {}


def test_the_same_attack_opens_a_careless_table(town: Town) -> None:
    """Without this the test above could pass because it looks at nothing."""
    close = [likeness(order, list(range(PEOPLE))) for _name, order in town.orders("careless")]

    assert max(close) == 1


@pytest.mark.parametrize("table", ["offer", "idea", "reply_wish"])
def test_in_a_village_the_place_in_the_file_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """A dozen rows lie in one page of the file, where SQLite puts them in their order of arrival.

    Keys at random do not change that: joined 12 out of 12 before rows were mixed.
    """
    mixed = [Town(tmp_path / f"mixed-{n}.sqlite", 12, random.Random(n)) for n in range(6)]
    for room in (put_in_room, record_room):
        monkeypatch.setattr(room, "mix_rows", lambda *_arguments: None)
    plain = Town(tmp_path / "plain.sqlite", 12, random.Random(1))

    alike = [likeness(village.places(table), village.places("submission")) for village in mixed]

    assert likeness(plain.places(table), plain.places("submission")) == 1
    assert sum(alike) / len(alike) < TOO_CLOSE + 0.1


def test_a_dump_of_offers_is_in_no_order(session: Session) -> None:
    """What a program reads that asks for no order: on PostgreSQL the order of the file."""
    plan = factories.plan(session)
    tokens = [new_token() for _person in range(40)]
    for token in tokens:
        record_offer(session, an_offer(token, plan.id, random.Random(token)), dt.date(2025, 9, 1))

    read = session.execute(text("SELECT token FROM offer")).scalars().all()

    assert sorted(read) == sorted(tokens)
    assert likeness([tokens.index(token) for token in read], list(range(40))) < 0.75


def test_no_value_of_one_stands_in_the_other(town: Town) -> None:
    with sqlite3.connect(town.path) as connection:
        values = {
            table: {str(value) for row in connection.execute(f"SELECT * FROM {table}") for value in row}
            for table in ("submission", "verbatim", "idea", "offer", "reply_wish")
        }

    for table in ("idea", "offer", "reply_wish"):
        shared = values[table] & (values["submission"] | values["verbatim"])
        # What everybody shares joins nobody: the language, the mode, small numbers.
        assert not {value for value in shared if len(value) > 2} - {"self_online", "None", "received"}, table


@pytest.mark.parametrize("table", ["offer", "idea", "reply_wish", "submission", "verbatim"])
def test_no_row_has_a_hidden_number(town: Town, table: str) -> None:
    with sqlite3.connect(town.path) as connection, pytest.raises(sqlite3.OperationalError, match="rowid"):
        connection.execute(f"SELECT rowid FROM {table}")


def test_no_export_is_in_an_order_that_tells(town: Town) -> None:
    from_csv = [row["name"] for row in csv.DictReader(io.StringIO(town.csv), delimiter=";")]
    from_json = [offer["name"] for offer in json.loads(town.json)["offers"]]
    answers = [*town.orders("submission"), ("as they came", list(range(PEOPLE)))]

    for names in (from_csv, from_json):
        order = [town.names[name] for name in names]
        assert max(likeness(order, other) for _name, other in answers) < TOO_CLOSE


def test_an_offer_tells_no_day(town: Town) -> None:
    with sqlite3.connect(town.path) as connection:
        days = {
            row
            for table in ("offer", "reply_wish")
            for row in connection.execute(f"SELECT consent_month, ends_on FROM {table}")
        }

    assert days == {("2025-09-01", "2026-09-30")}


def test_the_measure_is_right() -> None:
    """Worked by hand: 1 2 3 4 5 against 2 1 4 3 5 has squares of 4, so 1 - 24 / 120."""
    assert likeness([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) == pytest.approx(0.8)
    assert likeness([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]) == 1
