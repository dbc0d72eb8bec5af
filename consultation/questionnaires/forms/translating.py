"""Forms of the translator's desk."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from consultation.clock import today
from consultation.languages import CONTENT_LANGUAGES, LANGUAGES, content_code
from consultation.questionnaires.forms.words import choices

OTHER = "other"


class LanguageForm(FlaskForm):
    """One more language to translate into; one that nobody listed comes with its code and its own name."""

    form_id = "language"
    locale = SelectField(_l("Language"), [InputRequired()])
    code = StringField(_l("Code of another language"), [Length(max=40)])
    name = StringField(_l("Its own name, as its speakers write it"), [Length(max=60)])

    def offer(self, taken: tuple[str, ...]) -> None:
        """Choices: those the questionnaire does not speak yet."""
        known = {code: language.name for code, language in {**LANGUAGES, **CONTENT_LANGUAGES}.items()}
        left = [(code, name) for code, name in known.items() if code not in taken]
        self.locale.choices = [*choices(left), *choices([(OTHER, _l("Another language…"))])]

    def validate_code(self, field: Field) -> None:
        if self.locale.data == OTHER and content_code(field.data or "") is None:
            raise ValidationError(_l("Write the code of the language, for example “swb” or “uz-Cyrl”."))

    def validate_name(self, field: Field) -> None:
        if self.locale.data == OTHER and not (field.data or "").strip():
            raise ValidationError(_l("Write the name its speakers give their language."))

    @property
    def chosen(self) -> tuple[str, str]:
        """(code, own name)."""
        if self.locale.data == OTHER:
            return content_code(self.code.data or "") or "", (self.name.data or "").strip()
        known = CONTENT_LANGUAGES.get(self.locale.data)
        return self.locale.data, known.name if known else ""


class ReadingForm(FlaskForm):
    """People read the easy French and found it easy."""

    form_id = "reading"
    day = DateField(_l("Day"), [InputRequired(_l("Choose the day."))], default=today)
    group = StringField(
        _l("Group"),
        [InputRequired(_l("Write who read it, without a person's name.")), Length(max=120)],
        description=_l("People it is written for: “reading workshop of the social centre”. No person's name."),
    )
    people = IntegerField(
        _l("How many people"),
        [InputRequired(_l("Write how many people read it.")), NumberRange(1, 500, _l("Write a number from 1 to 500."))],
    )

    def validate_day(self, field: Field) -> None:
        if field.data and field.data > today():
            raise ValidationError(_l("This day has not come yet."))


class LinkForm(FlaskForm):
    """A link for somebody without an account."""

    form_id = "link"
    name = StringField(
        _l("Who gets it"),
        [InputRequired(_l("Write who gets the link, so that it can be told apart.")), Length(max=120)],
    )


class GlossaryForm(FlaskForm):
    """The glossary of an organisation in one language, one term a line."""

    form_id = "glossary"
    terms = TextAreaField(
        _l("One term a line: term = translation"), [Length(max=20_000)], render_kw={"rows": 16, "dir": "auto"}
    )

    def validate_terms(self, field: Field) -> None:
        wrong = [line for line in (field.data or "").splitlines() if line.strip() and not _pair(line)]
        if wrong:
            raise ValidationError(_l("Write “term = translation” on each line. Look at: %(line)s", line=wrong[0][:80]))

    @property
    def pairs(self) -> dict[str, str]:
        """{term: translation}; the last of two says it."""
        return dict(pair for line in (self.terms.data or "").splitlines() if (pair := _pair(line)))


def _pair(line: str) -> tuple[str, str] | None:
    term, _equals, said = (part.strip() for part in line.partition("="))
    return (term, said) if term and said else None
