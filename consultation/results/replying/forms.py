"""Forms of the reply."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from consultation.i18n import direction, field_name, html_lang, own_name
from consultation.results.replying.tell import NewReply, kept
from consultation.submissions.told import Told
from consultation.terms import ReplyState

STATE_CHOICES = [
    SelectChoice(ReplyState.DONE.value, _l("Done")),
    SelectChoice(ReplyState.DOING.value, _l("Being done: by whom, and for which day")),
    SelectChoice(ReplyState.STUDYING.value, _l("Being studied: until which day")),
    SelectChoice(ReplyState.NOT_OURS.value, _l("Not ours to decide: passed to whom")),
    SelectChoice(ReplyState.NO.value, _l("No")),
]
NEEDS_CARRIER = {ReplyState.DOING, ReplyState.NOT_OURS}
NEEDS_DAY = {ReplyState.DOING, ReplyState.STUDYING}


class ReplyForm(FlaskForm):
    """The reply on one action; `reply_form` adds the words in each language."""

    form_id = "reply"
    plan_locale = "fr"
    words_locales: Sequence[str] = ()
    state = RadioField(
        _l("What became of it"),
        [InputRequired(_l("Choose one of the five: silence is no reply."))],
        choices=STATE_CHOICES,
    )
    carrier = StringField(_l("By whom, or passed to whom"), [Length(max=200)])
    due_on = DateField(
        _l("For which day, or until which day"), [Optional()], description=_l("Day of the decision or of the work.")
    )
    pilot = SelectField(
        _l("Who is reminded when nothing was said for 90 days"),
        coerce=str,
        description=_l("Once: on the desk of that account, and by e-mail where the server sends any."),
    )
    signed = StringField(
        _l("Signed"),
        [InputRequired(_l("Write who answers for it.")), Length(max=200)],
        description=_l("Name and office, as printed under the reply."),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse a state without what it needs, and any state without a reason."""
        is_valid = bool(super().validate(extra_validators))
        wrong: dict[str, str] = {}
        if self.state.data in NEEDS_CARRIER and not (self.carrier.data or "").strip():
            wrong["carrier"] = _("Write who does it, or who was asked to.")
        if self.state.data in NEEDS_DAY and not self.due_on.data and not self.due_on.errors:
            wrong["due_on"] = _("Choose a day: people will wait for it.")
        if not (self[name_of("because", self.plan_locale)].data or "").strip():
            wrong[name_of("because", self.plan_locale)] = _("Write why: a reply without a reason is none.")
        for name, message in wrong.items():
            self[name].errors = [message]
        return is_valid and not wrong

    def words(self, what: str) -> dict[str, str]:
        """{locale: words} as written."""
        return kept({locale: self[name_of(what, locale)].data or "" for locale in self.words_locales})

    def fields(self, what: str) -> list[Any]:
        return [self[name_of(what, locale)] for locale in self.words_locales]

    def reply(self) -> NewReply:
        """What was written; what the state has no use for is left out."""
        state = ReplyState(self.state.data)
        return NewReply(
            state=state,
            said=self.words("said"),
            because=self.words("because"),
            carrier=(self.carrier.data or "").strip() if state in NEEDS_CARRIER else None,
            due_on=self.due_on.data if state in NEEDS_DAY or state is ReplyState.DONE else None,
            pilot_id=int(self.pilot.data) if self.pilot.data and state in NEEDS_DAY else None,
            signed=self.signed.data.strip(),
        )


def name_of(what: str, locale: str) -> str:
    """Name of the field of those words."""
    return f"{what}_{field_name(locale)}"


def reply_form(
    plan_locale: str, locales: Sequence[str], pilots: Sequence[tuple[int, str]], told: Told | None, signed: str
) -> ReplyForm:
    """The form, filled with the reply that stands; the words in the plan's language first."""
    ordered = list(dict.fromkeys([plan_locale, *locales]))
    fields: dict[str, Any] = {"plan_locale": plan_locale, "words_locales": ordered}
    for locale in ordered:
        rows = {"lang": html_lang(locale), "dir": direction(locale)}
        label = own_name(locale)
        fields[name_of("said", locale)] = TextAreaField(label, [Length(max=400)], render_kw={**rows, "rows": 2})
        fields[name_of("because", locale)] = TextAreaField(label, [Length(max=4_000)], render_kw={**rows, "rows": 4})
    made: ReplyForm = type("ReplyFormInLanguages", (ReplyForm,), fields)(data=filled(told, signed))
    made.pilot.choices = [SelectChoice("", _("Nobody")), *(SelectChoice(str(number), name) for number, name in pilots)]
    return made


def filled(told: Told | None, signed: str) -> Mapping[str, Any]:
    """What the form holds at first."""
    if told is None:
        return {"signed": signed}
    return {
        "state": told.state and told.state.value,
        "carrier": told.carrier,
        "due_on": told.due_on,
        "pilot": str(told.pilot_id or ""),
        "signed": signed,
        **{name_of("said", locale): words for locale, words in told.said.items()},
        **{name_of("because", locale): words for locale, words in told.because.items()},
    }


class WayForm(FlaskForm):
    """Whether the reply went back by a channel."""

    told = HiddenField(validators=[AnyOf(["1", "0"])])


class StandsForm(FlaskForm):
    """Whether a reply of the history stands."""

    stands = HiddenField(validators=[AnyOf(["1", "0"])])


class RoundForm(FlaskForm):
    """People are told the replies up to one that was read before."""

    through = HiddenField(validators=[InputRequired()])
    send = HiddenField()
