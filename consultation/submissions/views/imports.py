"""Answers collected elsewhere: bring a table, say what its columns mean, see what fits, count it, undo it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.i18n import OWN_NAMES, current_locale, pick
from consultation.plan.formats.safety import MOST_BYTES, Refused
from consultation.questionnaires.interchange.wording import refusal
from consultation.submissions import import_answers as imports
from consultation.submissions.columns import DAY, IDENTITY, targets_of
from consultation.submissions.forms import ImportForm, PlainForm, TableForm
from consultation.submissions.incoming import values_of
from consultation.submissions.messages import PRIVATE, reason_words
from consultation.submissions.queries import (
    Brought,
    brought_in_scope,
    campaigns_of_questionnaire,
    definition_in_scope,
    imports_of_questionnaire,
)
from consultation.submissions.views.files import blueprint
from consultation.terms import Audience, ImportState
from consultation.web.access import audience

MOST_MISFITS = 100
"""Rows that do not fit, listed one by one."""
MOST_ROWS = 5_000
"""Rows counted while a page waits, about ten seconds; more by the command, which shows how far it is."""


def brought_or_404(import_id: int) -> Brought:
    return brought_in_scope(session(), import_id, scope()) or abort(404)


def waiting_or_409(import_id: int) -> Brought:
    """A table that waits; 409 when it was counted or undone meanwhile."""
    found = brought_or_404(import_id)
    if found.table.state != ImportState.WAITING:
        abort(409)
    return found


@blueprint.route("/questionnaires/<int:questionnaire_id>/imports", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def answer_imports(questionnaire_id: int) -> ResponseReturnValue:
    """Tables brought so far, and a new one."""
    from consultation.questionnaires.interchange.sheets import read_sheets

    definition = definition_in_scope(session(), questionnaire_id, scope()) or abort(404)
    form = TableForm()
    if form.validate_on_submit():
        file = form.table.data
        try:
            data = file.read(MOST_BYTES + 1)
            rows = read_sheets(data, file.filename or "")[0].rows
            made = imports.bring_table(
                session(),
                questionnaire_id,
                definition,
                rows,
                name=file.filename or _("Table"),
                data=data,
                account_id=account().id,
            )
        except Refused as refused:
            form.table.errors = [refusal(refused)]
        except (imports.NothingToRead, IndexError):
            form.table.errors = [_("The file has no row below its headings.")]
        else:
            session().commit()
            return redirect(url_for(".import_columns", import_id=made.id), 303)
    brought = imports_of_questionnaire(session(), questionnaire_id)
    return render_template(
        "submissions/answer_imports.html", form=form, brought=brought, title=definition.title, id=questionnaire_id
    )


@blueprint.route("/imports/<int:import_id>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def import_columns(import_id: int) -> ResponseReturnValue:
    """Which question each column is."""
    brought = waiting_or_409(import_id)
    waiting, definition = brought.table, brought.definition
    targets = targets_of(definition)
    form = PlainForm()
    if form.validate_on_submit():
        allowed = {*targets, DAY, IDENTITY}
        chosen = {n: request.form.get(f"column-{n}", "") for n in range(len(waiting.header))}
        imports.map_columns(session(), waiting, {n: name for n, name in chosen.items() if name in allowed})
        session().commit()
        return redirect(url_for(".import_check", import_id=import_id), 303)
    locale = current_locale()
    same = [
        one
        for one in imports_of_questionnaire(session(), waiting.questionnaire_id)
        if one.file_hash == waiting.file_hash and one.id != waiting.id and one.state == ImportState.IMPORTED
    ]
    return render_template(
        "submissions/import_columns.html",
        form=form,
        waiting=waiting,
        title=definition.title,
        choices=[(name, f"{name} – {pick(target.question.label, locale).words}") for name, target in targets.items()],
        examples=[examples(brought, number) for number in range(len(waiting.header))],
        same_file=same,
        private=PRIVATE,
    )


def examples(brought: Brought, column: int) -> list[str]:
    """The first different cells of a column."""
    return list(dict.fromkeys(row[column][:60] for row in brought.table.rows[:200] if row[column].strip()))[:3]


@blueprint.route("/imports/<int:import_id>/check", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def import_check(import_id: int) -> ResponseReturnValue:
    """What the values mean, what fits, and the last word."""
    brought = waiting_or_409(import_id)
    waiting, definition = brought.table, brought.definition
    meaning = imports.meaning_of(waiting)
    values = values_of(definition, waiting.rows, meaning)
    if "values" in request.form and PlainForm().validate_on_submit():
        said = {
            column: {value: request.form[f"value-{column}-{n}"] for n, value in enumerate(found) if is_said(column, n)}
            for column, found in values.items()
        }
        imports.map_values(session(), waiting, said)
        session().commit()
        return redirect(url_for(".import_check", import_id=import_id), 303)
    campaigns = campaigns_of_questionnaire(session(), waiting.questionnaire_id)
    form = ImportForm(data={"locale": definition.locales[0], "leaves_misfits": False})
    form.campaign.choices = [SelectChoice(one.id, pick(one.title, current_locale()).words) for one in campaigns]
    form.locale.choices = [SelectChoice(locale, OWN_NAMES.get(locale, locale)) for locale in definition.locales]
    read = imports.preview(session(), waiting, definition)
    if "values" not in request.form and form.validate_on_submit() and read.sheets:
        campaign = next(one for one in campaigns if one.id == form.campaign.data)
        if len(read.sheets) > MOST_ROWS:
            form.channel_name.errors = [
                _("More than %(most)s rows: `consultation questionnaire import-answers` does it.", most=MOST_ROWS)
            ]
        elif read.misfits and not form.leaves_misfits.data:
            form.leaves_misfits.errors = [_("Correct the values above, or say that these rows stay out.")]
        else:
            return counted(brought, campaign, form)
    targets = targets_of(definition)
    return render_template(
        "submissions/import_check.html",
        form=form,
        plain=PlainForm(),
        waiting=waiting,
        title=definition.title,
        read=read,
        values={c: (targets[waiting.targets[str(c)]].question, found) for c, found in values.items() if found},
        misfits=read.misfits[:MOST_MISFITS],
        rows_out=len({misfit.row for misfit in read.misfits}),
        reason_words=reason_words,
        has_campaign=bool(campaigns),
    )


def is_said(column: int, number: int) -> bool:
    """Whether the page said what a value means ("?": nobody knows yet)."""
    return request.form.get(f"value-{column}-{number}", "?") != "?"


def counted(brought: Brought, campaign: Any, form: ImportForm) -> ResponseReturnValue:
    """The rows that fit count now."""
    try:
        count = imports.import_answers(
            session(),
            brought.table,
            campaign,
            brought.version_id,
            brought.definition,
            channel_name=form.channel_name.data,
            locale=form.locale.data,
            leaves_misfits=bool(form.leaves_misfits.data),
        )
    except imports.StateMovedOn:
        abort(409)
    noted("import", brought, count)
    session().commit()
    flash(ngettext("%(num)s sheet came in and counts.", "%(num)s sheets came in and count.", count), "success")
    return redirect(url_for(".answer_imports", questionnaire_id=brought.questionnaire_id), 303)


def noted(verb: str, brought: Brought, count: int) -> None:
    """The audit trail keeps who brought how many."""
    note(
        session(),
        account(),
        verb,
        "answers",
        brought.table.name,
        organisation_id=account().organisation_id,
        count=count,
    )


@blueprint.route("/imports/<int:import_id>/undo", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def undo_import(import_id: int) -> ResponseReturnValue:
    """Take a whole import back."""
    brought = brought_or_404(import_id)
    table = brought.table
    form = PlainForm()
    back = url_for(".answer_imports", questionnaire_id=table.questionnaire_id)
    if form.validate_on_submit():
        try:
            if table.state == ImportState.WAITING:
                imports.give_up_import(session(), table)
                flash(_("The table is gone; nothing of it was kept."), "success")
            else:
                count = imports.undo_import(session(), table, why=f"import {table.id} undone")
                noted("withdraw", brought, count)
                said = ngettext("%(num)s sheet counts no more.", "%(num)s sheets count no more.", count)
                flash(said, "success")
        except imports.StateMovedOn:
            abort(409)
        session().commit()
        return redirect(back, 303)
    return render_template("submissions/undo_import.html", form=form, table=table, back=back)
