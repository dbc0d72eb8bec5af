"""The translator's desk: languages of a questionnaire, source and target side by side, files, reviews, links."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.clock import today
from consultation.db import session
from consultation.i18n import html_lang
from consultation.languages import EASY_FRENCH, own_name
from consultation.questionnaires import queries, translating
from consultation.questionnaires.forms.translating import GlossaryForm, LanguageForm, LinkForm, ReadingForm
from consultation.questionnaires.machine import NoAnswer, drafts
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.translate import (
    AlreadyThere,
    Outcome,
    Written,
    add_language,
    as_units,
    drop_language,
    glossary,
    keep_glossary,
    links_of,
    make_link,
    propose,
    record_reading,
    revoke_link,
    sign_off,
    state_of,
    take_file,
    withdraw_sign_off,
    write_translation,
)
from consultation.questionnaires.translation_files import WRITERS, File, Unreadable, is_in, read
from consultation.questionnaires.translation_words import (
    look_words,
    outcome_words,
    place_words,
    refusal_words,
    title_of,
)
from consultation.questionnaires.views.shared import blueprint, builder_url, note_act, opened_or_404, page
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings

SHOWN = ("all", "missing", "stale", "looks")


@blueprint.route("/questionnaires/<int:questionnaire_id>/translations", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def translations(questionnaire_id: int) -> ResponseReturnValue:
    """How far each language is, what one changed sentence left behind, and one more language."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    form, reading = LanguageForm(), ReadingForm()
    form.offer(made.draft.locales)
    do, _slash, locale = request.form.get("do", "").partition("/")
    if do == "add" and form.validate_on_submit():
        code, name = form.chosen
        try:
            add_language(session(), made.questionnaire, code, name)
        except AlreadyThere:
            form.locale.errors = [_("The questionnaire speaks this language already.")]
        else:
            note_act("translate", made, added=code)
            session().commit()
            return redirect(url_for(".desk", questionnaire_id=made.id, locale=code), 303)
    elif do == "reading" and reading.validate_on_submit():
        record_reading(session(), made.questionnaire, reading.day.data, reading.group.data.strip(), reading.people.data)
        note_act("translate", made, easy_french_read_by=reading.people.data)
        session().commit()
        return redirect(url_for(".translations", questionnaire_id=made.id, _anchor="easy-french"), 303)
    elif do == "drop" and locale in translating.targets(made.draft):
        drop_language(session(), made.questionnaire, locale)
        note_act("translate", made, dropped=locale)
        session().commit()
        flash(_("The language is no longer offered. Its words stay, for the day you add it again."), "good")
        return redirect(url_for(".translations", questionnaire_id=made.id), 303)
    state, definition = state_of(made.questionnaire), made.draft
    return page(
        "translations",
        made,
        form=form,
        reading=reading,
        progress=[
            translating.progress(definition, state, one, terms_of(made, one)) for one in translating.targets(definition)
        ],
        stale=translating.stale_places(definition, state),
        where=place_words(definition),
        readers=translating.easy_readers(definition),
        easy_digest=translating.digest(definition, EASY_FRENCH),
        names=definition.content_locales,
    ), 422 if form.errors or reading.errors else 200


@blueprint.route("/questionnaires/<int:questionnaire_id>/translations/<locale>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def desk(questionnaire_id: int, locale: str) -> ResponseReturnValue:
    """Source and target side by side."""
    made = translated_or_404(questionnaire_id, locale)
    do, _slash, which = request.form.get("do", "").partition("/")
    if request.method == "POST":
        if do == "save":
            outcome = write_translation(session(), made.questionnaire, locale, sent_words())
            if outcome.changed or outcome.confirmed:
                note_act("translate", made, locale=locale, wordings=len(outcome.changed))
            if outcome.moved:
                again = show_desk(made, locale, outcome=outcome)
                session().commit()
                return again, 409
            flash(" ".join(outcome_words(outcome)), "good")
        elif do == "sign":
            sign_off(made.questionnaire, locale, by=account().name, today=today())
            note_act("review", made, locale=locale)
        elif do == "unsign":
            withdraw_sign_off(made.questionnaire, locale)
            note_act("review", made, locale=locale, withdrawn=True)
        elif do == "link":
            return make_a_link(made, locale)
        elif do == "revoke":
            for link in links_of(session(), made.id):
                if str(link.id) == which:
                    revoke_link(link)
                    note_act("revoke", made, locale=locale, link=link.name)
        session().commit()
        return redirect(url_for(".desk", questionnaire_id=made.id, locale=locale, show=request.args.get("show")), 303)
    return show_desk(made, locale)


@blueprint.post("/questionnaires/<int:questionnaire_id>/translations/<locale>/drafts")
@audience(Audience.ORGANISERS)
def machine_drafts(questionnaire_id: int, locale: str) -> ResponseReturnValue:
    """Ask the machine for drafts of what is not written yet."""
    made = translated_or_404(questionnaire_id, locale, to_edit=False)
    back = redirect(url_for(".desk", questionnaire_id=made.id, locale=locale), 303)
    if not settings().translate_url:
        abort(404)
    found = translating.lines(made.draft, state_of(made.questionnaire), locale, {})
    asked = {line.address: line.source for line in found if not line.words and line.source}
    source = made.draft.locales[0]
    # The service may take its time: nothing is held for writing meanwhile.
    session().rollback()
    try:
        said = drafts(settings(), source, locale, asked)
    except NoAnswer as refused:
        flash(_("The translation service did not help: %(reason)s. Nothing was changed.", reason=refused), "bad")
        return back
    made = translated_or_404(questionnaire_id, locale)
    count = propose(made.questionnaire, locale, said)
    note_act("translate", made, locale=locale, drafts=count)
    session().commit()
    flash(_("%(count)s drafts of a machine wait for a person to read them.", count=count), "care")
    return back


@blueprint.get("/questionnaires/<int:questionnaire_id>/translations/<locale>/file.<any(xlsx, po, xliff1, xliff2):kind>")
@audience(Audience.ORGANISERS)
def translation_file(questionnaire_id: int, locale: str, kind: str) -> Response:
    """The whole translation as a file for a translator's program."""
    made = translated_or_404(questionnaire_id, locale, to_edit=False)
    return file_of(made, locale, kind)


@blueprint.post("/questionnaires/<int:questionnaire_id>/translations/<locale>/file")
@audience(Audience.ORGANISERS)
def take_translation_file(questionnaire_id: int, locale: str) -> ResponseReturnValue:
    """A file that comes back."""
    made = translated_or_404(questionnaire_id, locale)
    try:
        outcome = taken(made, locale)
    except Unreadable as refused:
        return show_desk(made, locale, refused=refusal_words(refused.code)), 422
    note_act("translate", made, locale=locale, wordings=len(outcome.changed))
    session().commit()
    flash(" ".join(outcome_words(outcome)), "care" if outcome.older or outcome.unknown else "good")
    return redirect(url_for(".desk", questionnaire_id=made.id, locale=locale), 303)


@blueprint.route("/plans/<slug>/glossary/<locale>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def glossary_page(slug: str, locale: str) -> ResponseReturnValue:
    """The words an organisation always says the same way in a language."""
    plan = queries.plan_by_slug(session(), slug, scope()) or abort(404)
    kept = glossary(session(), plan.organisation_id, locale)
    form = GlossaryForm(terms="\n".join(f"{term} = {said}" for term, said in kept.items()))
    if form.validate_on_submit():
        keep_glossary(session(), plan.organisation_id, locale, form.pairs)
        session().commit()
        flash(_("Saved."), "good")
        return redirect(url_for(".glossary_page", slug=slug, locale=locale), 303)
    status = 422 if form.errors else 200
    name = own_name(locale)
    return render_template("questionnaires/glossary.html", plan=plan, locale=locale, name=name, form=form), status


# Parts of the views, shared with the page of a translator without account.


def translated_or_404(questionnaire_id: int, locale: str, *, to_edit: bool | None = None) -> Opened:
    """The questionnaire, if it is to be translated into that language."""
    lock = request.method == "POST" if to_edit is None else to_edit
    made = opened_or_404(questionnaire_id, to_edit=lock)
    if locale not in translating.targets(made.draft):
        abort(404)
    return made


def terms_of(made: Opened, locale: str) -> dict[str, str]:
    return glossary(session(), made.plan.organisation_id, locale)


def sent_words() -> dict[str, Written]:
    """{address: what the page sent back}."""
    form = request.form
    return {
        name.removeprefix("seen-"): Written(
            words=form.get("words-" + name.removeprefix("seen-"), ""),
            seen=seen,
            is_kept="keep-" + name.removeprefix("seen-") in form,
            takes_draft="take-" + name.removeprefix("seen-") in form,
        )
        for name, seen in form.items()
        if name.startswith("seen-")
    }


def taken(made: Opened, locale: str) -> Outcome:
    """A file that was sent, taken.

    :raises Unreadable: when it is not one of ours, or of another language
    """
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        raise Unreadable("none")
    file = read(data)
    if file.target and not is_in(file, locale):
        raise Unreadable("language")
    return take_file(session(), made.questionnaire, locale, file.units)


def file_of(made: Opened, locale: str, kind: str) -> Response:
    definition = made.draft
    found = translating.lines(definition, state_of(made.questionnaire), locale, {})
    units = as_units(found, place_words(definition))
    ending, mimetype, write = WRITERS[kind]
    file = File(source=definition.locales[0], target=locale, title=title_of(definition), units=units)
    response = Response(write(file), mimetype=mimetype)
    name = f"questionnaire-{made.id}-{locale.replace('@', '-')}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def desk_values(made: Opened, locale: str) -> dict[str, object]:
    """What both desks show."""
    definition, state, terms = made.draft, state_of(made.questionnaire), terms_of(made, locale)
    show = request.args.get("show", "all")
    found = translating.lines(definition, state, locale, terms)
    wanted = {
        "missing": [line for line in found if not line.words],
        "stale": [line for line in found if line.state == "stale"],
        "looks": [line for line in found if line.looks],
    }
    return {
        "locale": locale,
        "source": definition.locales[0],
        "name": own_name(locale, definition.content_locales),
        "lines": wanted.get(show, found),
        "show": show if show in SHOWN else "all",
        "where": place_words(definition),
        "look_words": look_words,
        "progress": translating.progress(definition, state, locale, terms),
        "tag": html_lang(locale),
    }


def show_desk(made: Opened, locale: str, *, outcome: Outcome | None = None, refused: str = "") -> str:
    return page(
        "desk",
        made,
        **desk_values(made, locale),
        links=[link for link in links_of(session(), made.id) if link.locale == locale],
        link_form=LinkForm(formdata=None),
        moved=outcome.moved if outcome else {},
        refused=refused,
        has_machine=bool(settings().translate_url),
        builder_url=builder_url(made),
    )


def make_a_link(made: Opened, locale: str) -> ResponseReturnValue:
    """A link, shown once."""
    form = LinkForm()
    if not form.validate_on_submit():
        flash(str(next(iter(form.errors.values()))[0]), "bad")
        return redirect(url_for(".desk", questionnaire_id=made.id, locale=locale), 303)
    link, token = make_link(session(), made.questionnaire, locale, form.name.data.strip())
    note_act("invite", made, locale=locale, link=link.name)
    address = f"{settings().public_url}{url_for('.outside_desk', token=token)}"
    shown_once = page(
        "translation_link",
        made,
        link=link,
        address=address,
        locale=locale,
        name=own_name(locale, made.draft.content_locales),
    )
    session().commit()
    return shown_once
