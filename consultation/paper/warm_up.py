"""A small sheet printed for nobody, so that fonts, templates and libraries are there for the next one."""

from consultation.i18n import words_alone
from consultation.paper.print_batch import print_places
from consultation.paper.resident_words import sheet_words
from consultation.paper.sheet import PrintOrder, print_sheets
from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.kinds import READY_OPTIONS
from consultation.terms import Kind


def warm_up() -> None:
    """Print it in two languages, as the process that prints begins."""
    questions = (
        Question(key="yes", kind=Kind.YES_MAYBE_NO, label={"fr": "Oui ?"}, options=READY_OPTIONS[Kind.YES_MAYBE_NO]),
        Question(key="idea", kind=Kind.LONG_TEXT, label={"fr": "Une idée ?", "ar": "فكرة؟"}),
    )
    title = {"fr": "Votre avis", "ar": "رأيكم"}
    definition = Definition(locales=("fr", "ar"), title=title, sections=(Section(key="all", questions=questions),))
    with words_alone().app_context():
        words = sheet_words(definition, definition.locales)
    town = "https://town.example"
    order = PrintOrder(
        print_code="WARM", locales=definition.locales, address=town, listen=f"{town}/listen", follow=f"{town}/follow"
    )
    print_places(print_sheets(definition, order, words, [1], code_of_nobody).pdf)


def code_of_nobody(_number: int) -> str:
    return "2" * 10
