"""A small questionnaire with every kind of question, and pictures of what is printed."""

from typing import Any

import numpy
import pypdfium2
import pytest
from flask import Flask
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Campaign, Questionnaire, Version
from consultation.paper import queries
from consultation.paper.faces import Words
from consultation.paper.print_batch import Wanted, print_batch
from consultation.paper.queries import Batch
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import PrintOrder
from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.questionnaires.kinds import READY_OPTIONS
from consultation.terms import ChannelKind, Kind, Role
from tests import factories

Picture = NDArray[numpy.uint8]


def text(fr: str, ar: str, en: str) -> dict[str, str]:
    return {"fr": fr, "ar": ar, "en": en}


def option(key: str, fr: str, ar: str, en: str, *, specify: bool = False, exclusive: bool = False) -> Option:
    return Option(key=key, label=text(fr, ar, en), specify=specify, exclusive=exclusive)


@pytest.fixture(scope="session")
def definition() -> Definition:
    """Eight questions, one of each kind, in two sections and three languages."""
    return Definition(
        locales=("fr", "ar", "en"),
        title=text("Que voulez-vous pour Ozon ?", "ماذا تريدون لحي أوزون؟", "What do you want for Ozon?"),
        intro=text("Votre avis compte.", "رأيكم مهم.", "Your opinion counts."),
        promise=text("Nous vous répondrons avant le 30 juin.", "سنرد عليكم قبل 30 يونيو.", "We answer by 30 June."),
        sections=(
            Section(
                key="together",
                title=text("Vivre ensemble", "العيش معًا", "Living together"),
                questions=(
                    Question(
                        key="missing",
                        kind=Kind.SEVERAL_CHOICES,
                        maximum=3,
                        label=text(
                            "Qu'est-ce qui vous manque le plus ?", "ما أكثر ما ينقصكم؟", "What do you miss most?"
                        ),
                        options=(
                            option("feasts", "Des fêtes et des sorties", "حفلات ورحلات", "Parties and outings"),
                            option("papers", "De l'aide pour les papiers", "مساعدة في الأوراق", "Help with paperwork"),
                            option("nothing", "Rien", "لا شيء", "Nothing", exclusive=True),
                            option("other", "Autre", "شيء آخر", "Other", specify=True),
                        ),
                    ),
                    Question(
                        key="show",
                        kind=Kind.ONE_CHOICE,
                        label=text("Quel spectacle ?", "أي عرض؟", "Which show?"),
                        options=(
                            option("concert", "Concert", "حفلة", "Concert"),
                            option("cinema", "Cinéma", "سينما", "Cinema"),
                            option("circus", "Cirque", "سيرك", "Circus"),
                        ),
                    ),
                    Question(
                        key="meal",
                        kind=Kind.YES_MAYBE_NO,
                        label=text("Viendriez-vous à un repas ?", "هل ستأتون إلى وجبة؟", "Would you come to a meal?"),
                        options=READY_OPTIONS[Kind.YES_MAYBE_NO],
                    ),
                    Question(
                        key="light",
                        kind=Kind.FACES,
                        label=text("Comment est l'éclairage ?", "كيف الإنارة؟", "How is the lighting?"),
                        options=READY_OPTIONS[Kind.FACES],
                    ),
                ),
            ),
            Section(
                key="you",
                title=text("Vous", "أنتم", "You"),
                questions=(
                    Question(
                        key="people",
                        kind=Kind.NUMBER,
                        low=1,
                        high=20,
                        unit=text("personnes", "أشخاص", "people"),
                        label=text("Combien vivez-vous ?", "كم أنتم في البيت؟", "How many are you?"),
                    ),
                    Question(
                        key="languages",
                        kind=Kind.SHORT_TEXT,
                        label=text("Quelles langues parlez-vous ?", "ما لغاتكم؟", "Which languages do you speak?"),
                        help=text("Si vous voulez.", "إن شئتم.", "Only if you like."),
                    ),
                    Question(
                        key="idea",
                        kind=Kind.LONG_TEXT,
                        label=text("Quelle est votre idée ?", "ما فكرتكم؟", "What is your idea?"),
                    ),
                    Question(
                        key="where",
                        kind=Kind.PLACE,
                        label=text("À quel endroit ?", "في أي مكان؟", "Where?"),
                        options=tuple(option(f"p{i}", f"Tour {i}", f"برج {i}", f"Tower {i}") for i in range(1, 12)),
                    ),
                ),
            ),
        ),
    )


PLAIN = (
    "page simulated margins tick correct free names phone thanks offer one several one_a_line rank day month year hour "
    "minute refused unknown listen keep"
)
HOLES = {
    "number": "nº",
    "at_most": "max. {maximum}",
    "at_least": "min. {minimum}",
    "from_to": "{minimum}-{maximum}",
    "exactly": "= {maximum}",
    "alone": "1 = {option}",
    "rank_first": "1-{maximum}",
    "between": "{low}-{high}",
    "more": "> {count}",
    "reply_by": "< {day}",
}
WORDS = {
    locale: dict.fromkeys(PLAIN.split(), page) | HOLES
    for locale, page in (("fr", "page"), ("ar", "صفحة"), ("en", "page"))
}
"""Words of the sheet itself, short: the real ones are those of `resident_words`."""


def order(*locales: str, size: str = "a4", type_pt: int = 14) -> PrintOrder:
    """A4 in that language (or two), of version OZN3, handed out at the market."""
    return PrintOrder(
        print_code="OZN3",
        locales=locales or ("fr",),
        size="a5" if size == "a5" else "a4",
        type_pt=type_pt,
        place="Marché d'Ozon",
        address="https://ozon.example/fr/q/k7m2pq",
    )


def pictures(pdf: bytes, dpi: int) -> list[Picture]:
    """Every page in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            numpy.ascontiguousarray(page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze())
            for page in document
        ]


class Paper:
    """A published questionnaire with a channel for paper, and the people of its town."""

    def __init__(self, words: Words, session: Session, definition: dict[str, Any] | None = None) -> None:
        self.session = session
        self.words = words
        self.channel = factories.channel(session, definition, kind=ChannelKind.PAPER, name="Marché Ozon")
        campaign = session.get_one(Campaign, self.channel.campaign_id)
        chosen = select(Version).where(Version.questionnaire_id == campaign.questionnaire_id)
        self.version = session.scalars(chosen).one()
        found = queries.paper_channel(session, self.channel.code, None)
        assert found is not None
        self.organiser = factories.account(session, Role.ORGANISER, organisation_id=found.organisation_id)
        self.volunteer = factories.account(
            session, Role.VOLUNTEER, organisation_id=found.organisation_id, name="Amina", locale="en"
        )

    @property
    def questionnaire(self) -> Questionnaire:
        return self.session.get_one(Questionnaire, self.version.questionnaire_id)

    def print(self, *, copies: int | None = 1, locales: tuple[str, ...] = ("fr",)) -> Batch:
        """A printed batch; with None a master for the photocopier."""
        wanted = Wanted(locales=locales, copies=copies)
        batch = print_batch(
            self.session, self.version, self.channel.id, self.channel.name, wanted, self.words, printed_by=None
        )
        found = queries.batch_by_id(self.session, batch.id, None)
        assert found is not None
        return found


@pytest.fixture
def words(app: Flask) -> Words:
    """The words of the sheet itself, as the program says them."""
    with app.app_context():
        return sheet_words(Definition(title={}), ("fr", "ar", "en"))


@pytest.fixture
def paper(words: Words, session: Session) -> Paper:
    return Paper(words, session)
