"""What no sheet can hold is said before publishing, in plain words."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from consultation.models import Questionnaire
from consultation.paper import fits
from consultation.paper.faces import Speaker
from consultation.paper.fits import Paper, too_tall, without_letters
from consultation.paper.sheet import lay_out
from consultation.questionnaires.definition import Definition, Option, Question, Section
from consultation.terms import Kind
from tests.pages import ReviewingClient
from tests.paper.conftest import WORDS, order
from tests.paper.conftest import Paper as Town

LONG = {"fr": "Une réponse assez longue pour deux lignes", "ar": "جواب طويل بما يكفي لملء سطرين أو ثلاثة"}


def asking(*questions: Question, locales: tuple[str, ...] = ("fr", "ar")) -> Definition:
    return Definition(title={"fr": "Ozon"}, locales=locales, sections=(Section(key="s", questions=questions),))


def choice(key: str, count: int) -> Question:
    options = tuple(Option(key=f"o{i}", label=LONG) for i in range(count))
    return Question(key=key, kind=Kind.ONE_CHOICE, label=LONG, options=options)


def test_a_question_taller_than_a_page_is_named_with_the_papers_it_does_not_fit_on() -> None:
    found = too_tall(asking(choice("few", 4), choice("many", 14), choice("more", 40)), WORDS)

    assert found["many"] == [Paper("a5", ("fr", "ar"))]
    assert found["more"][0] == Paper("a4", ("fr",))
    assert Paper("a5", ("ar",)) in found["more"]
    assert "few" not in found


def test_it_is_said_before_publishing(client: ReviewingClient, session: Session) -> None:
    """Whoever prints later would else find out at the copier."""
    town = Town(WORDS, session)
    draft = asking(choice("few", 4), choice("many", 14), locales=("fr", "ar")).model_dump(mode="json")
    questionnaire = session.get_one(Questionnaire, town.version.questionnaire_id)
    questionnaire.draft = draft
    session.flush()
    client.sign_in(town.organiser)

    page = client.get(f"/questionnaires/{questionnaire.id}/publication").text

    assert "la question 2 est plus haute" in page
    assert "A5 (Français + العربية)" in page
    assert "la question 1 est plus haute" not in page


def test_short_questions_are_not_laid_out_to_know_that_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fits, "lay_out", None)
    short = Question(key="yes", kind=Kind.YES_MAYBE_NO, label={"fr": "Oui ?"})

    assert too_tall(asking(choice("few", 4), short), WORDS) == {}
    assert without_letters(asking(choice("few", 4), short), WORDS) == {}


@pytest.mark.parametrize(
    ("locale", "words"), [("ka", "რა გჭირდებათ აქ?"), ("hy", "Ի՞նչ է պետք այստեղ"), ("am", "እዚህ ምን ያስፈልግዎታል")]
)
def test_a_language_whose_letters_no_font_has_is_named(locale: str, words: str) -> None:
    label = {"fr": "Que faut-il ici ?", locale: words}
    question = Question(key="q", kind=Kind.LONG_TEXT, label=label)
    definition = Definition(title={"fr": "Ozon"}, locales=("fr",), sections=(Section(key="s", questions=(question,)),))
    both = definition.model_copy(update={"locales": ("fr", locale)})

    assert without_letters(definition, WORDS) == {}
    assert set(without_letters(both, {**WORDS, locale: WORDS["en"]})) == {locale}


def test_the_title_of_a_section_never_stands_alone_on_a_page() -> None:
    """It went overleaf with a question that then went overleaf itself."""
    for count in range(4, 12):
        section = Section(key="s", title={"fr": "Vivre ensemble"}, questions=(choice("q", count),))
        definition = Definition(title={"fr": "Ozon"}, locales=("fr",), sections=(section,))

        pages = lay_out(definition, order("fr", size="a5"), WORDS)[1]["pages"]

        assert all(page["questions"] for page in pages[1:-1]), count


def test_a_sentence_that_ends_in_a_shortened_word_ends_in_one_stop() -> None:
    said = {"ru": {"reply_by": "Вы узнаете это не позже {day}."}, "fr": {"reply_by": "Avant le {day}."}}
    speaker = Speaker(("ru", "fr"), said, "fr")

    russian, french = (one["words"] for one in speaker.dated("reply_by", dt.date(2027, 6, 30)))

    assert russian.endswith("2027\u202fг.") or russian.endswith("2027\xa0г."), russian
    assert french == "Avant le 30 juin 2027."
