"""Writing one question: its words, options and rules."""

from pathlib import Path
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.db import session
from consultation.i18n import pick
from consultation.questionnaires import drafts, queries
from consultation.questionnaires.definition import Question
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.faults import left_behind
from consultation.questionnaires.forms import QuestionForm, action_choices, choices, fingerprint, priority_choices
from consultation.questionnaires.keep_form import forget_form, keep_form
from consultation.questionnaires.kinds import KINDS
from consultation.questionnaires.messages import advice_words, language_name
from consultation.questionnaires.pictures import keep_picture, picture_path
from consultation.questionnaires.plain_words import advice_on
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import WORDS, begun, blueprint, builder_url, opened_or_404, page
from consultation.terms import Audience, Kind
from consultation.web.access import audience
from consultation.web.current import settings


@blueprint.route("/questionnaires/<int:questionnaire_id>/questions/<key>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def question(questionnaire_id: int, key: str) -> ResponseReturnValue:
    """One question: its words in every language, its options and rules."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    standing = made.draft.question(key)
    if standing is None and (request.method == "GET" or key not in made.spent_keys):
        abort(404)
    form = question_form(made, key)
    kind_is_fixed = standing is not None and key in queries.published_keys(session(), made.id)
    kept = begun(made, f"question/{key}")
    if request.method == "GET" and standing:
        form.show(standing)
        form.section.data = drafts.section_of(made.draft, key).key
        kept.take_back(form)
        form.ready_lines()
    if standing and kind_is_fixed:
        form.kind.data = standing.kind.value
    conflict = False
    if turned(form):
        pass
    elif sent_whole(form):
        present = fingerprint(standing) if standing else ""
        if form.opened_on.data == present:
            return stored(made, form.question(key, made.draft), form.section.data, kept.page)
        form.opened_on.data = present
        conflict = True
    values = question_values(made, form, standing) | {"key": key, "kind_is_fixed": kind_is_fixed, "kept": kept}
    return page("question", made, conflict=conflict, **values), 409 if conflict else 200


@blueprint.route("/questionnaires/<int:questionnaire_id>/new-question", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_question(questionnaire_id: int) -> ResponseReturnValue:
    """A question of one's own."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    form = question_form(made)
    kept = begun(made, NEW)
    if request.method == "GET":
        kind = request.args.get("kind")
        form.kind.data = kind if kind in set(Kind) else Kind.ONE_CHOICE.value
        form.actions.data = request.args.getlist("action")
        form.section.data = request.args.get("section") or form.section.data
        form.label.form.begin(made.draft.locales[0], request.args.get("words", ""))
        kept.take_back(form)
        form.ready_lines()
    if not turned(form) and sent_whole(form):
        spent = {*made.spent_keys, *drafts.keys_of(made.draft)}
        key = drafts.new_key(drafts.key_base(form.actions.data or (), form.priorities.data or ()), spent)
        return stored(made, form.question(key, made.draft), form.section.data, NEW)
    return page("new_question", made, kind_is_fixed=False, kept=kept, **question_values(made, form, None))


FIRST_SECTION = "new"
"""Choice of a draft that has no section yet."""


def turned(form: QuestionForm) -> bool:
    """Whether the form was sent to change a list or the kind: nothing is saved then."""
    do = request.form.get("do", "save")
    if do == "save":
        return False
    form.keep_pictures(save_picture)
    form.turn(do)
    return True


def sent_whole(form: QuestionForm) -> bool:
    """Whether a form was sent that can be saved."""
    if not form.is_submitted():
        return False
    fits = form.validate()
    return form.keep_pictures(save_picture) and fits


def save_picture(data: bytes, side: int) -> str:
    """Keep a picture on this installation."""
    return keep_picture(instance_dir(), data, side)


def instance_dir() -> Path:
    return settings().instance_dir


def question_form(made: Opened, key: str | None = None) -> QuestionForm:
    form = QuestionForm()
    form.offer(made.draft, key, made.plan.locale)
    form.actions.choices = action_choices(made.plan.priorities)
    form.priorities.choices = priority_choices(made.plan.priorities)
    titles = [(section.key, pick(section.title, made.plan.locale).words) for section in made.draft.sections]
    named = [(key, said or _("Section %(number)s", number=n)) for n, (key, said) in enumerate(titles, 1)]
    form.section.choices = choices(named or [(FIRST_SECTION, _("First section"))])
    return form


def question_values(made: Opened, form: QuestionForm, standing: Question | None) -> dict[str, Any]:
    places = queries.places_of_plan(session(), made.plan.id) if form.chosen_kind is Kind.PLACE else []
    found = advice_on(form.question(standing.key if standing else "new", made.draft))
    return {"form": form, "entry": KINDS[form.chosen_kind], "places": places, "standing": standing, "advice": found}


def stored(made: Opened, written: Question, section: str, page_name: str) -> ResponseReturnValue:
    """Back to the builder, with the question in the draft."""
    former = made.draft.question(written.key)
    save_draft(
        session(),
        made.questionnaire,
        drafts.put_question(made.draft, written, None if section == FIRST_SECTION else section),
    )
    forget_form(session(), account().id, made.id, page_name)
    session().commit()
    flash(_("The question is saved."), "good")
    if former and (stale := left_behind(former, written, made.draft.locales[0])):
        languages = ", ".join(language_name(locale) for locale in stale)
        flash(
            _("The words changed: check that these languages still say the same: %(languages)s.", languages=languages)
        )
    return redirect(builder_url(made, f"q-{written.key}"), 303)


NEW = "new"
"""Page of a question that is not in the draft yet."""


@blueprint.post("/questionnaires/<int:questionnaire_id>/kept")
@audience(Audience.ORGANISERS)
def kept(questionnaire_id: int) -> ResponseReturnValue:
    """Keep what is being typed, and answer with advice on its words; or throw it away."""
    made = opened_or_404(questionnaire_id)
    page_name = request.form.get("page", "")
    kind, _slash, key = page_name.partition("/")
    known = {*made.spent_keys, *drafts.keys_of(made.draft)}
    if page_name not in {NEW, WORDS} and (kind != "question" or key not in known):
        abort(400)
    if request.form.get("do") == "forget":
        forget_form(session(), account().id, made.id, page_name)
        session().commit()
        flash(_("What you had typed is thrown away."), "good")
        return redirect(builder_url(made), 303)
    is_kept = keep_form(session(), account().id, made.id, page_name, request.form.to_dict(flat=False))
    session().commit()
    if page_name == WORDS:
        return jsonify(kept=is_kept, advice=[])
    found = advice_on(question_form(made, key or None).question(key or NEW, made.draft))
    return jsonify(kept=is_kept, advice=[advice_words(one) for one in found])


@blueprint.get("/pictures/<name>")
@audience(Audience.PUBLIC)
def picture(name: str) -> Response:
    """A picture of a questionnaire; its name is its content, so that it may be kept for ever."""
    path = picture_path(instance_dir(), name) or abort(404)
    response = Response(path.read_bytes(), mimetype="image/png" if name.endswith("png") else "image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
