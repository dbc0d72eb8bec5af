"""A small questionnaire with every kind of question, and pictures of what is printed."""

import numpy
import pypdfium2
import pytest
from numpy.typing import NDArray

from consultation.paper.sheet import PrintOrder
from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.questionnaires.kinds import READY_OPTIONS
from consultation.terms import Kind

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


WORDS = {
    locale: {
        "page": page,
        "number": "nº",
        "margins": page,
        "tick": page,
        "correct": page,
        "free": page,
        "names": page,
        "phone": page,
        "thanks": page,
        "offer": page,
        "one": page,
        "several": page,
        "at_most": "max. {maximum}",
    }
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
