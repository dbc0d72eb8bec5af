"""Labels with numbers, for the copies of a master."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.db import session
from consultation.paper import queries
from consultation.paper.forms import LabelsForm
from consultation.paper.print_batch import add_labels
from consultation.paper.views.sheets import blueprint, shown_or_begun
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.route("/sheet-batches/<int:batch_id>/labels", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def labels(batch_id: int) -> ResponseReturnValue:
    """Numbers for so many copies of a master, on labels."""
    found = queries.batch_by_id(session(), batch_id, scope()) or abort(404)
    if not found.is_master:
        flash(_("These sheets carry numbers already: labels are for the copies of a master."))
        return redirect(url_for(".batch", batch_id=batch_id), 303)
    form = LabelsForm()
    if form.validate_on_submit():
        made = add_labels(session(), found, form.copies.data, form.kind.data, printed_by=account().id)
        note(
            session(), account(), "print", "sheets", found.version.print_code,
            organisation_id=found.organisation_id, copies=made.count, channel=found.channel.name,
        )  # fmt: skip
        return shown_or_begun(queries.batch_by_id(session(), made.id, scope()) or abort(404))
    return render_template("paper/labels.html", batch=found, form=form), 422 if form.errors else 200
