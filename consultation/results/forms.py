"""Forms of results: filters, moderation."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from consultation.i18n import OWN_NAMES, pick
from consultation.questionnaires.definition import Question
from consultation.results.answers import Format, Wanted
from consultation.results.lines import Show, Sort
from consultation.results.needs import Mood
from consultation.results.resident_words import declined_values
from consultation.terms import VerbatimState

SHOW = {
    Show.ALL: _l("All actions"),
    Show.NO_VOICE: _l("Nobody spoke on them yet"),
    Show.WAITING: _l("With answers to read"),
    Show.NO_PILOT: _l("Nobody carries them yet"),
    Show.TO_DEFINE: _l("Date to be defined"),
}
SORT = {
    Sort.PLAN: _l("As in the plan"),
    Sort.MOST_HEARD: _l("Most people heard first"),
    Sort.LEAST_HEARD: _l("Fewest people heard first"),
    Sort.MOST_NEEDED: _l("Largest need first"),
    Sort.MOST_DIVIDED: _l("Where people are divided first"),
}
MOODS = {
    Mood.AGREE: _l("Most want it"),
    Mood.DIVIDED: _l("People are divided"),
    Mood.AGAINST: _l("Most are against it"),
    Mood.UNDECIDED: _l("Undecided"),
}


FORMAT_CHOICES = [
    SelectChoice(Format.CSV.value, _l("CSV: a table every program opens")),
    SelectChoice(Format.XLSX.value, _l("XLSX: Excel")),
    SelectChoice(Format.ODS.value, _l("ODS: LibreOffice")),
    SelectChoice(Format.SPSS.value, _l("SAV: SPSS, PSPP, jamovi")),
    SelectChoice(Format.STATA.value, _l("DTA: Stata, R")),
    SelectChoice(Format.JSON_LINES.value, _l("JSONL: one sheet a line, for programs")),
]


class ExportForm(FlaskForm):
    """What a file of answers holds; sent as a part of the address, so that the same file can be asked for again."""

    class Meta:
        csrf = False

    form_id = "export"
    format = SelectField(_l("Kind of file"), choices=FORMAT_CHOICES)
    locale = SelectField(_l("Language of the labels"))
    values = SelectField(
        _l("What stands in the cells"),
        choices=[
            SelectChoice("keys", _l("Short keys, the same in every language")),
            SelectChoice("words", _l("The words of the answers")),
        ],
    )
    separator = SelectField(
        _l("Separator of a CSV file"),
        choices=[
            SelectChoice("semicolon", _l("Semicolon, for Excel in French and most languages of Europe")),
            SelectChoice("comma", _l("Comma, for Excel in English and for programs")),
        ],
    )
    questions = SelectMultipleField(
        _l("Questions"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(
        self, locales: Sequence[str], questions: Mapping[str, Question], locale: str, formdata: Any = None
    ) -> None:
        """
        :param locales: languages of the questionnaire.
        :param locale: that of the account.
        """
        shown = {key: pick(question.label, locale).words for key, question in questions.items()}
        super().__init__(
            formdata,
            locale=locale if locale in locales else locales[0],
            separator="comma" if locale == "en" else "semicolon",
            questions=list(shown),
        )
        self.locale.choices = [SelectChoice(one, OWN_NAMES.get(one, one)) for one in locales]
        self.questions.choices = [SelectChoice(key, words or key) for key, words in shown.items()]

    def wanted(self) -> Wanted:
        """As chosen; no question chosen means all of them."""
        chosen = set(self.questions.data or ())
        return Wanted(
            format=Format(self.format.data),
            locale=self.locale.data,
            in_words=self.values.data == "words",
            semicolon=self.separator.data == "semicolon",
            only=chosen if 0 < len(chosen) < len(self.questions.choices) else None,
            declined_words=declined_values(self.locale.data),
        )


class ModerationForm(FlaskForm):
    """What becomes of one free text."""

    state = HiddenField(validators=[AnyOf([state.value for state in VerbatimState])])
