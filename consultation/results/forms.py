"""Forms of results: filters, replies, moderation."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import AnyOf, Length

from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES, direction, field_name, html_lang
from consultation.results.lines import Show, Sort
from consultation.terms import ActionState, VerbatimState

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
}
STATE_CHOICES = [
    SelectChoice(
        ActionState.AWAITING_VOICES.value, _l("Waiting for voices: nothing is decided before people were heard")
    ),
    SelectChoice(ActionState.CONSULTED.value, _l("People were asked: what they said is being studied")),
    SelectChoice(ActionState.DECIDED.value, _l("Decided: the reply says what, and why")),
    SelectChoice(ActionState.STARTED.value, _l("Started: it is being done")),
]


class ReplyForm(FlaskForm):
    """Where an action stands, and the reply to those who spoke, in each language of residents."""

    form_id = "reply"
    state = SelectField(_l("Where this action stands"), choices=STATE_CHOICES)

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse a decision that no language explains."""
        is_valid = bool(super().validate(extra_validators))
        needs_words = self.state.data in {ActionState.DECIDED, ActionState.STARTED}
        if needs_words and not any(words.strip() for words in self.reply().values()):
            self[reply_field("fr")].errors = [_l("Write in at least one language what was decided, and why.")]
            return False
        return is_valid

    def reply(self) -> dict[str, str]:
        """{locale: words} as written."""
        return {locale: self[reply_field(locale)].data or "" for locale in RESIDENT_LOCALES}


def reply_field(locale: str) -> str:
    return f"reply_{field_name(locale)}"


for _locale in RESIDENT_LOCALES:
    _attributes = {"lang": html_lang(_locale), "dir": direction(_locale), "rows": 4}
    setattr(
        ReplyForm, reply_field(_locale), TextAreaField(OWN_NAMES[_locale], [Length(max=4_000)], render_kw=_attributes)
    )


class ModerationForm(FlaskForm):
    """What becomes of one free text."""

    state = HiddenField(validators=[AnyOf([state.value for state in VerbatimState])])
