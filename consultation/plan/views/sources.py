"""Documents on their way to become the plan: taken in, looked at beside their source, settled, imported."""

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from consultation.accounts.access import scope
from consultation.db import session
from consultation.plan import queries
from consultation.plan.formats.safety import Refused
from consultation.plan.forms import ConfirmForm, PlanForm, UploadForm, WhenForm
from consultation.plan.import_plan import NothingToImport, changes, import_source, reading_of, take_document
from consultation.plan.mapping import mapped_document, mapping_of_form
from consultation.plan.plan_reading import PlanReading
from consultation.plan.settle import AlreadySettled, choices_of, map_document, open_doubts, settle_doubt, throw_away
from consultation.plan.views.shared import blueprint, files_dir, plan_or_404, remember, source_or_404
from consultation.plan.wording import refusal_words
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.route("/plans/new", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def upload() -> ResponseReturnValue:
    """Hand in a document: for a new plan, or for the plan named in the address."""
    slug = request.args.get("plan")
    updated = plan_or_404(slug) if slug else None
    form = UploadForm()
    owners = queries.organisations(session(), updated.organisation_id if updated else scope())
    form.organisation.choices = [SelectChoice(owner.id, owner.name) for owner in owners]
    if not form.is_submitted() and owners:
        form.organisation.data = owners[0].id
    if form.validate_on_submit():
        # Nothing is written yet: residents go on answering while a long document is read.
        session().rollback()
        given = form.document.data
        pasted = (form.text.data or "").encode()
        try:
            source = take_document(
                session(),
                organisation_id=form.organisation.data,
                data=given.read() if given and given.filename else pasted,
                file_name=given.filename if given and given.filename else _("Pasted text"),
                files=files_dir(),
                plan=updated,
            )
        except Refused as refused:
            form.document.errors = [refusal_words(refused)]
        else:
            remember("read", "document", source.file_name, source.organisation_id)
            session().commit()
            return redirect(url_for(".source", source_id=source.id), 303)
    return render_template("plan/upload.html", form=form, plan=updated, owners=owners)


@blueprint.get("/plans/documents/<int:source_id>")
@audience(Audience.ORGANISERS)
def source(source_id: int) -> ResponseReturnValue:
    """The plan as understood, beside its source, with the doubts left."""
    shown = source_or_404(source_id)
    return source_page(shown, PlanForm(data=named(shown, reading_of(shown))))


def named(shown: queries.PlanSource, reading: PlanReading) -> dict[str, object]:
    """Title, neighbourhood and years: as the plan has them, else as read."""
    plan = queries.plan_by_id(session(), shown.plan_id) if shown.plan_id else None
    held = plan or reading
    return {name: getattr(held, name) for name in ("title", "sector", "start_year", "end_year")}


def source_page(shown: queries.PlanSource, form: PlanForm, status: int = 200) -> ResponseReturnValue:
    reading = reading_of(shown)
    plan = queries.plan_by_id(session(), shown.plan_id) if shown.plan_id else None
    told = changes(session(), plan, reading) if plan and shown.imported_at is None else []
    page = render_template(
        "plan/source.html",
        source=shown,
        reading=reading,
        plan=plan,
        form=form,
        doubts=open_doubts(shown, reading) if shown.imported_at is None else [],
        choices_of=choices_of,
        when_form=WhenForm(formdata=None),
        lines={item.id: item for item, _kind in reading.items},
        readings={action.key: action for action in reading.actions},
        changes=[one for one in told if one.kind != "kept"],
        kept_count=sum(one.kind == "kept" for one in told),
    )
    return page, status


@blueprint.post("/plans/documents/<int:source_id>/doubts/<doubt_id>")
@audience(Audience.ORGANISERS)
def doubt(source_id: int, doubt_id: str) -> ResponseReturnValue:
    """Settle one doubt: choose, read the date, or say that it was read well."""
    shown = source_or_404(source_id)
    chosen = request.form.get("choice", "right")
    form = WhenForm()
    if chosen == "date" and not form.validate():
        flash(_("Check the years: four figures, the first before the last."), "bad")
        return redirect(url_for(".source", source_id=source_id, _anchor="doubts"), 303)
    try:
        settle_doubt(session(), shown, doubt_id, chosen, form.when() if chosen == "date" else None)
    except AlreadySettled:
        flash(_("This doubt is settled already."), "care")
    else:
        session().commit()
        left = len(open_doubts(shown, reading_of(shown)))
        flash(
            ngettext("%(num)s doubt is left.", "%(num)s doubts are left.", left) if left else _("No doubt is left."),
            "good",
        )
    return redirect(url_for(".source", source_id=source_id, _anchor="doubts"), 303)


@blueprint.post("/plans/documents/<int:source_id>/plan")
@audience(Audience.ORGANISERS)
def make_plan(source_id: int) -> ResponseReturnValue:
    """Make the document the plan, or update the plan with it."""
    shown = source_or_404(source_id)
    if shown.imported_at is not None:
        abort(409)
    form = PlanForm()
    if not form.validate():
        return source_page(shown, form, 422)
    try:
        made = import_source(session(), shown, **form.values())
    except NothingToImport:
        flash(_("No action was found. Say which column is what, and which rows are headings."), "bad")
        return redirect(url_for(".mapping", source_id=source_id), 303)
    remember("import", "plan", made.title, made.organisation_id, file_name=shown.file_name)
    session().commit()
    flash(_("The plan is imported."), "good")
    return redirect(url_for(".plan", slug=made.slug), 303)


@blueprint.route("/plans/documents/<int:source_id>/mapping", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def mapping(source_id: int) -> ResponseReturnValue:
    """Say which column is what, and which lines are headings."""
    shown = source_or_404(source_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        kinds, columns = mapping_of_form(request.form)
        try:
            map_document(session(), shown, kinds, columns)
        except AlreadySettled:
            abort(409)
        session().commit()
        found = len(reading_of(shown).actions)
        flash(ngettext("%(num)s action is found.", "%(num)s actions are found.", found), "good" if found else "care")
        return redirect(url_for(".source", source_id=source_id), 303)
    grid = mapped_document(reading_of(shown), shown.mapping or {})
    return render_template("plan/mapping.html", source=shown, form=form, grid=grid)


@blueprint.route("/plans/documents/<int:source_id>/removal", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def removal(source_id: int) -> ResponseReturnValue:
    """Forget a document that did not become a plan."""
    shown = source_or_404(source_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            throw_away(session(), shown)
        except AlreadySettled:
            abort(409)
        remember("delete", "document", shown.file_name, shown.organisation_id)
        session().commit()
        flash(_("The document is removed."), "good")
        return redirect(url_for(".plans"), 303)
    return render_template("plan/removal.html", source=shown, form=form)


@blueprint.get("/plans/documents/<int:source_id>/file")
@audience(Audience.ORGANISERS)
def document(source_id: int) -> Response:
    """The document itself, to save."""
    shown = source_or_404(source_id)
    path = files_dir() / shown.file_hash
    if not path.exists():
        abort(404)
    return send_file(
        path.absolute(), mimetype="application/octet-stream", as_attachment=True, download_name=shown.file_name
    )
