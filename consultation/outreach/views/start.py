"""One question, one action, one code: from zero to a poster in two pages (T40)."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from consultation.accounts.access import account, scope
from consultation.clock import today
from consultation.db import session
from consultation.i18n import RESIDENT_LOCALES
from consultation.outreach import queries
from consultation.outreach.create import CodeTaken, place_written
from consultation.outreach.edit import AlreadyOver
from consultation.outreach.forms import OWN_QUESTION, StartForm
from consultation.outreach.start import Hanging, own_question, proposals, start_small
from consultation.outreach.views.shared import blueprint, remember, said
from consultation.questionnaires.definition import Question
from consultation.questionnaires.messages import fault_words
from consultation.questionnaires.publish import NotReady
from consultation.questionnaires.queries import action_titles, plan_by_slug
from consultation.terms import Audience, Kind
from consultation.web.access import audience


@blueprint.route("/plans/<slug>/start", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def start(slug: str) -> ResponseReturnValue:
    """Choose an action, take or write a question, say where the poster hangs."""
    plan = plan_by_slug(session(), slug, scope()) or abort(404)
    titles = action_titles(plan)
    action = request.args.get("action", "")
    if action not in titles:
        return render_template("outreach/start.html", plan=plan, titles=titles, action=None, form=None, questions=())
    questions = proposals(titles[action])
    form = StartForm(question=questions[0].key if questions else OWN_QUESTION)
    form.question.choices = [SelectChoice(each.key, said(each.label)) for each in questions]
    form.question.choices.append(SelectChoice(OWN_QUESTION, _("Another question, in our own words")))
    if form.validate_on_submit():
        if queries.channel_of_organiser(session(), form.code.data, scope()):
            return redirect(url_for(".channel", code=form.code.data), 303)
        if to := open_it(form, plan, action, chosen_question(form, questions)):
            return redirect(to, 303)
        session().rollback()
    return render_template(
        "outreach/start.html", plan=plan, titles=titles, action=action, form=form, questions=questions
    )


def chosen_question(form: StartForm, questions: tuple[Question, ...]) -> Question:
    """The question proposed that was chosen, or the one written."""
    proposed = next((each for each in questions if each.key == form.question.data), None)
    return proposed or own_question(form.text(), Kind(form.kind.data))


def open_it(form: StartForm, plan: queries.Plan, action: str, question: Question) -> str | None:
    """Publish and open; where the poster is. None, with the reasons on the form, when something is still to settle."""
    name = form.place.data.strip()
    place = place_written(queries.places_of_plan(session(), plan.id), name)
    try:
        channel = start_small(
            session(),
            plan,
            action,
            question,
            Hanging(name=name, place_id=place.id if place else None, code=form.code.data),
            form.closes_on.data,
            locales=RESIDENT_LOCALES,
            account_id=account().id,
            today=today(),
        )
    except NotReady as refused:
        form.question.errors = [" ".join(fault_words(fault) for fault in refused.faults)]
    except AlreadyOver:
        form.closes_on.errors = [_("Choose a day to come.")]
    except CodeTaken:
        abort(409)
    else:
        remember("open", "campaign", said(question.label), plan, code=channel.code)
        session().commit()
        flash(_("Your consultation is open. Print this poster and hang it: people can answer now."), "good")
        return url_for(".channel", code=channel.code)
    return None
