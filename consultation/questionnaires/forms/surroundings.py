"""The forms around the questions: starting, titles and languages, offers of help."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consultation.questionnaires.definition import Definition, Offer, Section
from consultation.questionnaires.forms.words import (
    AreaForm,
    CheckboxesField,
    LineForm,
    choices,
    fields_of,
    fingerprint,
)
from consultation.terms import OfferKind

OFFER_NAMES = {
    OfferKind.TIME: _l("Time"),
    OfferKind.ROOM: _l("A room or premises"),
    OfferKind.TOOL: _l("Tools or things"),
    OfferKind.SKILL: _l("A skill"),
    OfferKind.TRANSLATING: _l("Translating"),
    OfferKind.CARRYING: _l("Carrying the action (association, company)"),
    OfferKind.RELAY: _l("Passing the word on (resource person)"),
}


class SectionForm(LineForm):
    """One section: its title, and when and how often it is asked."""

    key = HiddenField()
    relevant = StringField(_l("Asked only when"), [Length(max=1_000)])
    repeat = IntegerField(
        _l("Asked again, at most this many times"),
        [Optional(), NumberRange(1, 20, _l("Write a number from 1 to 20, or leave it empty."))],
    )

    def written(self, section: Section) -> Section:
        """The section as the form says."""
        said = {"relevant": (self.relevant.data or "").strip(), "repeat": self.repeat.data}
        return section.model_copy(update={"title": self.text(section.title), **said})


def section_data(section: Section) -> dict[str, Any]:
    """A section as the data of a `SectionForm`."""
    return {"key": section.key, "relevant": section.relevant, "repeat": section.repeat, **fields_of(section.title)}


class NewQuestionnaireForm(FlaskForm):
    """A questionnaire from a choice of actions."""

    form_id = "new-questionnaire"
    title = StringField(
        _l("Title residents will read"),
        [
            InputRequired(_l("Write a title, for example “Your wishes for the neighbourhood”.")),
            Length(max=200, message=_l("Write at most %(max)d characters.")),
        ],
    )
    locales = CheckboxesField(_l("Languages"), [InputRequired(_l("Choose at least one language."))])
    actions = CheckboxesField(_l("Actions to ask about"))
    with_profile = BooleanField(
        _l("Ask who answers (age, language…)"),
        default=True,
        description=_l("Ready-made, optional for the respondent, never about nationality or origin."),
    )


class StartSmallForm(FlaskForm):
    """One question on one action."""

    form_id = "start-small"
    action = SelectField(_l("Action"), [InputRequired()])


class ArchiveForm(FlaskForm):
    """Whether a questionnaire leaves the lists of those at work."""

    form_id = "archive"


class DraftWordsForm(FlaskForm):
    """What surrounds the questions: titles, introduction, promise, languages."""

    form_id = "words"
    opened_on = HiddenField()
    locales = CheckboxesField(_l("Languages offered"), [InputRequired(_l("Choose at least one language."))])
    title = FormField(LineForm, _l("Title"))
    intro = FormField(AreaForm, _l("Introduction"))
    promise = FormField(AreaForm, _l("What becomes of the answers, and when"))
    sections = FieldList(FormField(SectionForm))

    def show(self, definition: Definition) -> None:
        """Fill the form with what a draft says."""
        self.process(
            data={
                "opened_on": words_fingerprint(definition),
                "locales": definition.locales,
                "title": fields_of(definition.title),
                "intro": fields_of(definition.intro),
                "promise": fields_of(definition.promise),
                "sections": [section_data(section) for section in definition.sections],
            }
        )

    def show_beside(self, definition: Definition) -> None:
        """Keep what was typed, on the sections as they are now."""
        typed = {row.form.key.data: row.data for row in self.sections}
        rows = [typed.get(section.key, section_data(section)) for section in definition.sections]
        self.sections.process(None, data=rows)
        self.opened_on.process(None, data=words_fingerprint(definition))

    def written(self, definition: Definition) -> Definition:
        """The draft with the words of the form."""
        default = definition.locales[0]
        rows = {row.form.key.data: row.form for row in self.sections}
        sections = tuple(
            rows[section.key].written(section) if section.key in rows else section for section in definition.sections
        )
        return definition.model_copy(
            update={
                "locales": tuple(sorted(self.locales.data, key=lambda locale: locale != default)),
                "title": self.title.form.text(definition.title),
                "intro": self.intro.form.text(definition.intro),
                "promise": self.promise.form.text(definition.promise),
                "sections": sections,
            }
        )


def words_fingerprint(definition: Definition) -> str:
    """Tells whether the words around the questions are still those a form was opened on."""
    bare = tuple(section.model_copy(update={"questions": ()}) for section in definition.sections)
    return fingerprint(definition.model_copy(update={"sections": bare, "offers": ()}))


class OfferForm(FlaskForm):
    """One closing "I can help"."""

    form_id = "offer"
    action = SelectField(_l("Action it is for"), [InputRequired()])
    kind = SelectField(_l("Kind of help"), [InputRequired()], choices=choices(OFFER_NAMES.items()))
    label = FormField(LineForm, _l("Words, in the first person"))

    def show(self, offer: Offer) -> None:
        self.process(data={"action": offer.action, "kind": offer.kind.value, "label": fields_of(offer.label)})

    def offer(self, key: str, former: Offer | None) -> Offer:
        return Offer(
            key=key,
            action=self.action.data,
            kind=OfferKind(self.kind.data),
            label=self.label.form.text(former.label if former else None),
        )
