"""Organisers' forms of campaigns, channels and places."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES, direction, field_name, html_lang
from consultation.outreach.codes import is_code, new_code
from consultation.outreach.create import Days
from consultation.outreach.spelling import lines_of
from consultation.terms import ChannelKind, Kind, PlaceKind

KIND_NAMES = {
    ChannelKind.POSTER: _l("Poster at a place"),
    ChannelKind.STALL: _l("Stall or moment (market, match, forum)"),
    ChannelKind.PARTNER: _l("Partner who passes it on"),
    ChannelKind.ONLINE: _l("Link online (site, message)"),
    ChannelKind.DOORSTEP: _l("Doorstep tour"),
    ChannelKind.PAPER: _l("Paper questionnaires"),
    ChannelKind.IDEA_BOX: _l("Idea box"),
}
PLACE_KIND_NAMES = {
    PlaceKind.BUILDING: _l("Building"),
    PlaceKind.SCHOOL: _l("School"),
    PlaceKind.SHOP: _l("Shop"),
    PlaceKind.SQUARE: _l("Square or park"),
    PlaceKind.ASSOCIATION: _l("Association"),
    PlaceKind.SERVICE: _l("Public service"),
    PlaceKind.OTHER: _l("Other"),
}
MADE_HERE = [SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items() if kind is not ChannelKind.IDEA_BOX]
"""Kinds of channels one makes by hand; an idea box brings its own."""
OWN_QUESTION = "own"
OWN_KINDS = [
    SelectChoice(Kind.YES_MAYBE_NO.value, _l("Yes, maybe, no")),
    SelectChoice(Kind.FACES.value, _l("Scale of four faces")),
    SelectChoice(Kind.LONG_TEXT.value, _l("Free words")),
]
PLACE_KINDS = [SelectChoice(kind.value, name) for kind, name in PLACE_KIND_NAMES.items()]
LOCALE_CHOICES = [
    SelectChoice("", _l("People choose first")),
    *(SelectChoice(locale, OWN_NAMES[locale]) for locale in RESIDENT_LOCALES),
]
MOST_LINES = 300
LONGEST_NAME = 150
_short_enough = Length(max=LONGEST_NAME, message=_l("Write at most %(max)d characters."))


class MakesChannel(FlaskForm):
    """A form that makes a channel: its code is drawn with the form, so that sending it twice makes one."""

    code = HiddenField(default=new_code)

    def validate_code(self, field: Field) -> None:
        if not is_code(field.data or ""):
            field.data = new_code()


class InLanguages(FlaskForm):
    """A form whose first words are written in every language: fields `words_fr`, `words_ar`…"""

    needs_words = _l("Write it in at least one language.")

    @property
    def words(self) -> list[Any]:
        """The fields of the languages, in their order."""
        return [field for _locale, field in self._cells]

    @property
    def _cells(self) -> list[tuple[str, Any]]:
        return [(locale, self[words_field(locale)]) for locale in RESIDENT_LOCALES]

    def text(self, former: Mapping[str, str] | None = None) -> dict[str, str]:
        """{locale: words} as written; languages this form does not show stay as they were."""
        typed = {locale: (field.data or "").strip() for locale, field in self._cells if field.raw_data or field.data}
        kept = {locale: words for locale, words in (former or {}).items() if locale not in typed}
        return kept | {locale: words for locale, words in typed.items() if words}

    def show_text(self, text: Mapping[str, str]) -> None:
        for locale, field in self._cells:
            field.data = text.get(locale, "")

    @property
    def has_words(self) -> bool:
        """Whether everything that must be written in some language is."""
        return bool(self.text())

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not self.has_words:
            self.words[0].errors = [self.needs_words]
            return False
        return valid


def words_field(locale: str) -> str:
    return f"words_{field_name(locale)}"


for _locale in RESIDENT_LOCALES:
    # An empty field shows where its language begins; `auto` would start every one on the left.
    _attributes = {"lang": html_lang(_locale), "dir": direction(_locale)}
    setattr(
        InLanguages,
        words_field(_locale),
        StringField(OWN_NAMES[_locale], [_short_enough], render_kw=_attributes),
    )


class CampaignForm(InLanguages):
    """A campaign: what is asked, from when to when."""

    form_id = "campaign"
    needs_words = _l("Write a title in at least one language, for example “Your wishes for the neighbourhood”.")
    questionnaire = SelectField(_l("Questionnaire"), [InputRequired(_l("Choose a questionnaire."))], coerce=int)
    opens_on = DateField(
        _l("First day"), [Optional()], description=_l("Left empty, answers are taken from the moment you open it.")
    )
    closes_on = DateField(_l("Last day"), [Optional()])
    reply_by = DateField(
        _l("Day by which people hear what becomes of it"),
        [Optional()],
        description=_l("Printed on the posters and shown after the answers: a promise."),
    )
    results_are_public = BooleanField(
        _l("Anybody may read the results"), description=_l("Only counts, never groups of fewer than 5 people.")
    )

    def validate_closes_on(self, field: Field) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("The last day is before the first one."))

    def validate_reply_by(self, field: Field) -> None:
        last = self.closes_on.data or self.opens_on.data
        if field.data and last and field.data < last:
            raise ValidationError(_l("Choose a day after the answers are in."))

    @property
    def days(self) -> Days:
        return Days(opens_on=self.opens_on.data, closes_on=self.closes_on.data, reply_by=self.reply_by.data)


class ChannelForm(MakesChannel):
    """One channel."""

    form_id = "channel"
    kind = SelectField(_l("How it reaches people"), choices=MADE_HERE, validators=[InputRequired()])
    name = StringField(
        _l("Name"),
        [InputRequired(_l("Write a name, for example “Baker, place Churchill”.")), _short_enough],
        description=_l("Printed under the code, so that posters can be told apart. Never the name of a resident."),
    )
    place = SelectField(
        _l("Place of the register"),
        coerce=int,
        description=_l("Tells where people were heard. The register of places is a page of the plan."),
    )
    locale = SelectField(_l("Language the page opens in"), choices=LOCALE_CHOICES)

    def offer_places(self, places: Iterable[tuple[int, str]]) -> None:
        self.place.choices = [SelectChoice(0, _l("None")), *(SelectChoice(id, name) for id, name in places)]


class StartForm(InLanguages, MakesChannel):
    """One question, and where its poster hangs. The words are those of one's own question."""

    form_id = "start"
    needs_words = _l("Write your question in at least one language.")
    question = RadioField(_l("Question"), validators=[InputRequired(_l("Choose a question."))])
    kind = SelectField(_l("Kind of answer"), choices=OWN_KINDS, default=Kind.YES_MAYBE_NO, validators=[InputRequired()])
    place = StringField(
        _l("Where does the poster hang?"),
        [InputRequired(_l("Write a place, for example “Baker, place Churchill”.")), _short_enough],
        description=_l("Printed under the code."),
    )
    closes_on = DateField(_l("Last day"), [Optional()])

    @property
    def has_words(self) -> bool:
        return self.question.data != OWN_QUESTION or bool(self.text())


class PasteChannelsForm(FlaskForm):
    """Many channels at once."""

    form_id = "paste-channels"
    kind = SelectField(_l("How they reach people"), choices=MADE_HERE, validators=[InputRequired()])
    names = TextAreaField(
        _l("One name a line"),
        [InputRequired(_l("Paste at least one name.")), Length(max=20_000)],
        description=_l("Places, shops, markets, matches, partners… Each gets its own code."),
        render_kw={"rows": 10, "dir": "auto"},
    )
    locale = SelectField(_l("Language the pages open in"), choices=LOCALE_CHOICES)

    def validate_names(self, field: Field) -> None:
        check_lines(field)

    @property
    def lines(self) -> list[str]:
        return lines_of(self.names.data or "")


def check_lines(field: Field) -> None:
    """At least one name, none too long, not too many."""
    lines = lines_of(field.data or "")
    if not lines:
        raise ValidationError(_l("Paste at least one name."))
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _l("That is %(count)s lines. Paste at most %(most)s at a time.") % {"count": len(lines), "most": MOST_LINES}
        )
    for line in lines:
        if len(line) > LONGEST_NAME:
            raise ValidationError(_l("This line is too long: “%(start)s…”") % {"start": line[:40]})


class ConfirmForm(FlaskForm):
    """Yes, do it."""

    form_id = "confirm"


class PlaceForm(InLanguages):
    """One place of the register."""

    form_id = "place"
    needs_words = _l("Write the name in at least one language.")
    kind = SelectField(_l("Kind of place"), choices=PLACE_KINDS, default=PlaceKind.OTHER, validators=[InputRequired()])
    also_written = TextAreaField(
        _l("Other ways people write it"),
        [Length(max=5_000)],
        description=_l("One a line. All of them count as the same place."),
        render_kw={"rows": 3, "dir": "auto"},
    )

    @property
    def writings(self) -> list[str]:
        return lines_of(self.also_written.data or "")


class PastePlacesForm(FlaskForm):
    """Many places at once."""

    form_id = "paste-places"
    kind = SelectField(_l("Kind of place"), choices=PLACE_KINDS, default=PlaceKind.OTHER, validators=[InputRequired()])
    names = TextAreaField(
        _l("One place a line"),
        [InputRequired(_l("Paste at least one name.")), Length(max=20_000)],
        description=_l("After the name, other ways to write it may follow, separated by semicolons."),
        render_kw={"rows": 10, "dir": "auto"},
    )

    def validate_names(self, field: Field) -> None:
        check_lines(field)

    @property
    def lines(self) -> list[str]:
        return lines_of(self.names.data or "")
