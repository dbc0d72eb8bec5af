"""Writing a questionnaire: the builder and the forms around it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consultation.db import session
from consultation.i18n import OWN_NAMES, pick
from consultation.questionnaires import drafts, queries
from consultation.questionnaires.bank import Entry, proposed_for, search_bank
from consultation.questionnaires.definition import Definition, Offer, Question, Section
from consultation.questionnaires.edit import MovedOn, save_draft, undo
from consultation.questionnaires.faults import gaps, left_behind
from consultation.questionnaires.forms import (
    DraftWordsForm,
    OfferForm,
    QuestionForm,
    action_choices,
    choices,
    fingerprint,
    priority_choices,
    words_fingerprint,
)
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.messages import language_name
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.questionnaires.publish import faults_today
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import (
    blueprint,
    builder_url,
    first_missing,
    numbers_of,
    opened_or_404,
    page,
)
from consultation.terms import Audience, Kind, Profile
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
        has_news=previous is None or definition != previous,
        blocking=blocking,
        marked={fault.where for fault in blocking},
        missing=missing,
        first_missing=first_missing(made),
        profiles=labels,
        asked_profiles=drafts.profiles_asked(definition),
        numbers=numbers_of(definition),
        can_undo=bool(made.questionnaire.undo),
    )


@blueprint.post("/questionnaires/<int:questionnaire_id>/draft")
@audience(Audience.ORGANISERS)
def draft(questionnaire_id: int) -> ResponseReturnValue:
    """One change of the draft by a button of the builder: `do` is `verb/key`."""
    made = opened_or_404(questionnaire_id, to_edit=True)
    verb, *names = request.form.get("do", "").split("/")
    if verb == "undo":
        return undo_last(made)
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


def undo_last(made: Opened) -> ResponseReturnValue:
    """Undo the change the person saw, and no other."""
    try:
        undone = undo(session(), made.questionnaire, revision=request.form.get("revision", -1, type=int))
    except MovedOn:
        flash(_("Somebody else made a change since you opened this page, so nothing was undone."), "care")
        return redirect(builder_url(made), 303)
    session().commit()
    flash(_("The last change is undone.") if undone else _("There is nothing to undo."), "good")
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


CHANGES: dict[str, Callable[..., Definition]] = {
    "up": lambda made, definition, key: drafts.move_question(definition, key, -1),
    "down": lambda made, definition, key: drafts.move_question(definition, key, 1),
    "place": _place,
    "remove": _remove,
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


@blueprint.route("/questionnaires/<int:questionnaire_id>/questions/<key>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def question(questionnaire_id: int, key: str) -> ResponseReturnValue:
    """One question: its words in every language, its options and rules."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    standing = made.draft.question(key)
    if standing is None and (request.method == "GET" or key not in made.spent_keys):
        abort(404)
    form = question_form(made)
    kind_is_fixed = standing is not None and key in queries.published_keys(session(), made.id)
    if request.method == "GET" and standing:
        form.show(standing)
        form.section.data = drafts.section_of(made.draft, key).key
        form.ready_options()
    elif standing and kind_is_fixed:
        form.kind.data = standing.kind.value
    conflict = False
    if turned_options(form):
        pass
    elif form.validate_on_submit():
        present = fingerprint(standing) if standing else ""
        if form.opened_on.data == present:
            return stored(made, form.question(key, standing), form.section.data)
        form.opened_on.data = present
        conflict = True
    values = question_values(made, form) | {"key": key, "standing": standing, "kind_is_fixed": kind_is_fixed}
    return page("question", made, conflict=conflict, **values), 409 if conflict else 200


@blueprint.route("/questionnaires/<int:questionnaire_id>/new-question", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_question(questionnaire_id: int) -> ResponseReturnValue:
    """A question of one's own."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    form = question_form(made)
    if request.method == "GET":
        kind = request.args.get("kind")
        form.kind.data = kind if kind in set(Kind) else Kind.ONE_CHOICE.value
        form.actions.data = request.args.getlist("action")
        form.section.data = request.args.get("section") or form.section.data
        form.label.form.begin(made.draft.locales[0], request.args.get("words", ""))
        form.ready_options()
    if not turned_options(form) and form.validate_on_submit():
        spent = {*made.spent_keys, *drafts.keys_of(made.draft)}
        key = drafts.new_key(drafts.key_base(form.actions.data or (), form.priorities.data or ()), spent)
        return stored(made, form.question(key), form.section.data)
    return page("new_question", made, standing=None, kind_is_fixed=False, **question_values(made, form))


FIRST_SECTION = "new"
"""Choice of a draft that has no section yet."""


def turned_options(form: QuestionForm) -> bool:
    """Whether the form was sent to add, move or remove an option, or to change the kind: nothing is saved then."""
    do = request.form.get("do", "save")
    if do == "save":
        return False
    form.turn_options(do)
    form.ready_options()
    return True


def question_form(made: Opened) -> QuestionForm:
    form = QuestionForm()
    form.actions.choices = action_choices(made.plan.priorities)
    form.priorities.choices = priority_choices(made.plan.priorities)
    titles = [(section.key, pick(section.title, made.plan.locale).words) for section in made.draft.sections]
    named = [(key, said or _("Section %(number)s", number=n)) for n, (key, said) in enumerate(titles, 1)]
    form.section.choices = choices(named or [(FIRST_SECTION, _("First section"))])
    return form


def question_values(made: Opened, form: QuestionForm) -> dict[str, Any]:
    places = queries.places_of_plan(session(), made.plan.id) if form.chosen_kind is Kind.PLACE else []
    return {"form": form, "entry": KINDS[form.chosen_kind], "places": places}


def stored(made: Opened, written: Question, section: str) -> ResponseReturnValue:
    """Back to the builder, with the question in the draft."""
    former = made.draft.question(written.key)
    save_draft(
        session(),
        made.questionnaire,
        drafts.put_question(made.draft, written, None if section == FIRST_SECTION else section),
    )
    session().commit()
    flash(_("The question is saved."), "good")
    if former and (stale := left_behind(former, written, made.draft.locales[0])):
        languages = ", ".join(language_name(locale) for locale in stale)
        flash(
            _("The words changed: check that these languages still say the same: %(languages)s.", languages=languages)
        )
    return redirect(builder_url(made, f"q-{written.key}"), 303)


@blueprint.route("/questionnaires/<int:questionnaire_id>/words", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def words(questionnaire_id: int) -> ResponseReturnValue:
    """Title, introduction, promise, titles of the sections, languages."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    form = DraftWordsForm()
    form.locales.choices = choices({**OWN_NAMES, **made.draft.content_locales}.items())
    if request.method == "GET":
        form.show(made.draft)
    conflict = False
    if form.validate_on_submit():
        conflict = form.opened_on.data != words_fingerprint(made.draft)
        if not conflict:
            save_draft(session(), made.questionnaire, form.written(made.draft))
            session().commit()
            flash(_("Saved."), "good")
            return redirect(builder_url(made), 303)
        form.show_beside(made.draft)
    return page("words", made, form=form, conflict=conflict), 409 if conflict else 200


@blueprint.route("/questionnaires/<int:questionnaire_id>/proposals", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def proposals(questionnaire_id: int) -> ResponseReturnValue:
    """Questions the bank proposes: for the actions asked about first, then by words."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    definition = made.draft
    if request.method == "POST":
        edited = take_proposals(made, request.form.getlist("take"))
        if save_draft(session(), made.questionnaire, edited):
            added = len(list(edited.questions())) - len(list(definition.questions()))
            flash(ngettext("%(num)d question is added.", "%(num)d questions are added.", added), "good")
        session().commit()
        return redirect(builder_url(made), 303)
    sought = request.args.get("words", "")[:100]
    asked = request.args.getlist("action") or [key for q in definition.questions() for key in q.actions]
    standing = [q.label for q in definition.questions() if not q.retired]
    offered = [offer.label for offer in definition.offers]
    groups = proposal_groups(made, set(asked), sought)
    return page("proposals", made, sought=sought, groups=groups, standing=standing, offered=offered)


def proposal_groups(made: Opened, asked: set[str], sought: str) -> list[tuple[Any, Entry | None]]:
    """[(action of the plan, what the bank proposes for it)]: those asked about, or those that match the words."""
    actions = [action for priority in made.plan.priorities for action in priority.actions if not action.is_retired]
    groups = [(action, proposed_for(action.title)) for action in actions]
    if sought:
        found = {entry.action for entry in search_bank(sought)}
        return [(action, entry) for action, entry in groups if entry and entry.action in found]
    return [(action, entry) for action, entry in groups if action.key in asked or (not asked and entry)]


def take_proposals(made: Opened, taken: list[str]) -> Definition:
    """The draft with what was ticked: `action/question of the bank` or `action/offer`."""
    definition = made.draft
    titles = queries.action_titles(made.plan)
    for one in taken:
        action, _slash, what = one.partition("/")
        entry = proposed_for(titles.get(action, ""))
        if entry:
            is_offer = what == "offer"
            chosen = [] if is_offer else [what]
            definition = drafts.add_proposed(
                definition, entry, action, spent=made.spent_keys, chosen=chosen, with_offer=is_offer
            )
    return definition


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
