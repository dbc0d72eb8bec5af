"""Writing a questionnaire: the builder and the forms around it."""

from collections.abc import Callable

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consultation.accounts.access import account
from consultation.clock import today
from consultation.db import session
from consultation.i18n import OWN_NAMES, pick
from consultation.questionnaires import drafts, queries
from consultation.questionnaires.definition import Definition, Offer, Section
from consultation.questionnaires.edit import MovedOn, redo, save_draft, undo
from consultation.questionnaires.faults import gaps
from consultation.questionnaires.forms import (
    DraftWordsForm,
    OfferForm,
    action_choices,
    choices,
    words_fingerprint,
)
from consultation.questionnaires.keep_form import forget_form
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.questionnaires.publish import faults_today
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import (
    WORDS,
    around,
    begun,
    blueprint,
    builder_url,
    first_missing,
    numbers_of,
    opened_or_404,
    page,
)
from consultation.terms import Audience, Profile
from consultation.web.access import audience


@blueprint.get("/questionnaires/<int:questionnaire_id>")
@audience(Audience.ORGANISERS)
def builder(questionnaire_id: int) -> ResponseReturnValue:
    """The draft on one page: its sections and questions, and what is left to do."""
    made = opened_or_404(questionnaire_id)
    definition = made.draft
    versions = queries.versions_of(session(), made.id)
    previous = queries.definition_of(versions[0]) if versions else None
    blocking = [fault for fault in faults_today(session(), made, previous) if fault.blocks]
    missing = {locale: [gap.where for gap in gaps(definition, locale)] for locale in definition.locales}
    labels = [(profile, pick(asked.label, made.plan.locale)) for profile, asked in PROFILE_QUESTIONS.items()]
    return page(
        "builder",
        made,
        versions=versions,
        state=queries.state_of_questionnaire(session(), made.questionnaire, today()),
        has_news=previous is None or definition != previous,
        blocking=blocking,
        marked={fault.where for fault in blocking},
        missing=missing,
        first_missing=first_missing(made),
        profiles=labels,
        asked_profiles=drafts.profiles_asked(definition),
        numbers=numbers_of(definition),
        around=around(made),
        can_undo=bool(made.questionnaire.undo),
        can_redo=bool(made.questionnaire.redo),
    )


@blueprint.post("/questionnaires/<int:questionnaire_id>/draft")
@audience(Audience.ORGANISERS)
def draft(questionnaire_id: int) -> ResponseReturnValue:
    """One change of the draft by a button of the builder: `do` is `verb/key`."""
    made = opened_or_404(questionnaire_id, to_edit=True)
    verb, *names = request.form.get("do", "").split("/")
    if verb in {"undo", "redo"}:
        return undo_last(made, again=verb == "redo")
    if verb not in CHANGES:
        abort(400)
    try:
        edited = CHANGES[verb](made, made.draft, *names)
    except drafts.LastSection:
        flash(_("This is the only section, and it has questions: move or remove them first."), "care")
        return redirect(builder_url(made), 303)
    except (drafts.Unknown, TypeError):
        flash(_("Somebody changed this questionnaire meanwhile. Here it is now: nothing of it is lost."), "care")
        return redirect(builder_url(made), 303)
    save_draft(session(), made.questionnaire, edited)
    session().commit()
    if verb in SAID:
        flash(str(SAID[verb]), "good")
    return redirect(builder_url(made, anchor_of(verb, names, edited)), 303)


def undo_last(made: Opened, *, again: bool) -> ResponseReturnValue:
    """Undo the change the person saw, or do again what was undone, and no other."""
    turn, revision = redo if again else undo, request.form.get("revision", -1, type=int)
    try:
        turned = turn(session(), made.questionnaire, revision=revision)
    except MovedOn:
        flash(_("Somebody else made a change since you opened this page, so nothing was undone."), "care")
        return redirect(builder_url(made), 303)
    session().commit()
    if again:
        flash(_("The change is done again.") if turned else _("There is nothing to do again."), "good")
    else:
        flash(_("The last change is undone.") if turned else _("There is nothing to undo."), "good")
    return redirect(builder_url(made), 303)


def _remove(made: Opened, definition: Definition, key: str) -> Definition:
    return drafts.remove_question(definition, key, queries.published_keys(session(), made.id))


def _place(made: Opened, definition: Definition, key: str, section: str, before: str = "") -> Definition:
    return drafts.place_question(definition, key, section, before=before or None)


def _add_section(made: Opened, definition: Definition) -> Definition:
    spent = {*made.spent_keys, *drafts.keys_of(definition)}
    return drafts.add_section(definition, Section(key=drafts.new_key("s", spent)))


def _profile(made: Opened, definition: Definition) -> Definition:
    chosen = {Profile(name) for name in request.form.getlist("profile") if name in set(Profile)}
    return drafts.with_profile(definition, chosen, queries.published_keys(session(), made.id))


def _split(made: Opened, definition: Definition, key: str) -> Definition:
    former = queries.latest_version(session(), made.id)
    published = queries.definition_of(former).question(key) if former else None
    if published is None:
        raise drafts.Unknown(key)
    return drafts.split_question(definition, published, made.spent_keys)


CHANGES: dict[str, Callable[..., Definition]] = {
    "up": lambda made, definition, key: drafts.move_question(definition, key, -1),
    "down": lambda made, definition, key: drafts.move_question(definition, key, 1),
    "place": _place,
    "remove": _remove,
    "split": _split,
    "restore": lambda made, definition, key: drafts.restore_question(definition, key),
    "add_section": _add_section,
    "section_up": lambda made, definition, key: drafts.move_section(definition, key, -1),
    "section_down": lambda made, definition, key: drafts.move_section(definition, key, 1),
    "remove_section": lambda made, definition, key: drafts.remove_section(definition, key),
    "remove_offer": lambda made, definition, key: drafts.remove_offer(definition, key),
    "profile": _profile,
}
"""{verb of a button: how it changes the draft}; with a wrong number of names, a TypeError."""
SAID = {
    "remove": _l("The question is removed. “Undo” brings it back."),
    "split": _l("The published question is no longer asked; your words are a new question beside it."),
    "remove_section": _l("The section is removed; its questions are in the section beside it."),
    "remove_offer": _l("The offer is removed. “Undo” brings it back."),
    "profile": _l("The questions on who answers are saved."),
}


def anchor_of(verb: str, names: list[str], edited: Definition) -> str | None:
    """Where on the page the reader goes on."""
    if verb == "add_section":
        return f"s-{next(s.key for s in reversed(edited.sections) if s.key != 'profile')}"
    if verb in {"up", "down", "place", "restore"}:
        return f"q-{names[0]}"
    return f"s-{names[0]}" if verb.startswith("section_") else None


@blueprint.route("/questionnaires/<int:questionnaire_id>/words", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def words(questionnaire_id: int) -> ResponseReturnValue:
    """Title, introduction, promise, titles of the sections, languages."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    form = DraftWordsForm()
    form.locales.choices = choices({**OWN_NAMES, **made.draft.content_locales}.items())
    kept = begun(made, WORDS)
    if request.method == "GET":
        form.show(made.draft)
        kept.take_back(form)
    conflict = False
    if form.validate_on_submit():
        conflict = form.opened_on.data != words_fingerprint(made.draft)
        if not conflict:
            save_draft(session(), made.questionnaire, form.written(made.draft))
            forget_form(session(), account().id, made.id, WORDS)
            session().commit()
            flash(_("Saved."), "good")
            return redirect(builder_url(made), 303)
        form.show_beside(made.draft)
    return page("words", made, form=form, conflict=conflict, kept=kept), 409 if conflict else 200


@blueprint.route("/questionnaires/<int:questionnaire_id>/offers/<key>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def offer(questionnaire_id: int, key: str) -> ResponseReturnValue:
    """One closing "I can help"; `new` for one more."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    standing = next((offer for offer in made.draft.offers if offer.key == key), None)
    if standing is None and key != "new":
        abort(404)
    form = OfferForm()
    form.action.choices = action_choices(made.plan.priorities)
    if request.method == "GET" and standing:
        form.show(standing)
    if form.validate_on_submit():
        written = form.offer(standing.key if standing else "offer", standing)
        save_draft(session(), made.questionnaire, with_offer(made, standing, written))
        session().commit()
        return redirect(builder_url(made, "offers"), 303)
    return page("offer", made, form=form, standing=standing)


def with_offer(made: Opened, standing: Offer | None, written: Offer) -> Definition:
    """The draft with an offer more, or with that one in the place of the one that stood."""
    if standing is None:
        return drafts.add_offer(made.draft, written, made.spent_keys)
    return drafts.replace_offer(made.draft, written)
