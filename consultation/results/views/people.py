"""The reply to those who asked for it: e-mails, letters to print, tables for a mail merge."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account
from consultation.accounts.audit import note
from consultation.contacts.queries import count_to_tell, count_wishes, people_to_tell, proof_of
from consultation.db import session
from consultation.jobs import later
from consultation.mailing.post import post_again
from consultation.mailing.queries import in_the_box
from consultation.results.answers import Format
from consultation.results.counts import Board
from consultation.results.replying.forms import RoundForm
from consultation.results.replying.letters import Round, labels, letters, merge_sheet, previews
from consultation.results.replying.queries import organisation_name
from consultation.results.replying.tell_people import tell_people as tell_them
from consultation.results.spreadsheets import csv_lines, write_xlsx
from consultation.results.views.exports import made, sent
from consultation.results.views.organisers import blueprint, board_or_404
from consultation.results.views.replies import told_lines
from consultation.terms import Audience, WayToTell
from consultation.web.access import audience
from consultation.web.current import settings, show_pdf


@blueprint.get("/plans/<slug>/replies/people")
@audience(Audience.ORGANISERS)
def tell_people(slug: str) -> str:
    """How many asked to be told and have not been, what they will read, and the ways to tell them."""
    board = board_or_404(slug)
    told = round_of(board)
    by_mail = people_to_tell(session(), board.plan.id, WayToTell.EMAIL, told.through)
    return render_template(
        "results/tell_people.html",
        plan=board.plan,
        through=told.through,
        asked=count_wishes(session(), board.plan.id),
        waiting=count_to_tell(session(), board.plan.id, told.through),
        previews=previews(told, by_mail),
        box=in_the_box(session(), board.plan.id),
        sends_mail=bool(settings().smtp_url),
    )


def round_of(board: Board) -> Round:
    """What is told on that plan now."""
    plan, public = board.plan, settings().public_url
    return Round(
        plan_id=plan.id,
        plan_title=plan.title,
        plan_locale=plan.locale,
        organisation=organisation_name(session(), plan.organisation_id),
        is_simulated=board.is_simulated,
        lines=told_lines(board),
        reply_url=lambda locale: public + url_for(".public_reply", locale=locale, slug=plan.slug),
        wish_url=lambda wish: (
            public
            + url_for(
                "contacts.my_wish", locale=wish.locale, token=wish.token, to=proof_of(wish, settings().secret_key)
            )
        ),
    )


def round_or_404(slug: str) -> Round:
    told = round_of(board_or_404(slug))
    return told if told.through else abort(404)


@blueprint.post("/plans/<slug>/replies/people/<any(email, letter):way>")
@audience(Audience.ORGANISERS)
def people_told(slug: str, way: str) -> ResponseReturnValue:
    """Send the e-mails, or note that letters were posted (or e-mails sent by another program)."""
    board = board_or_404(slug)
    told = round_of(board)
    form = RoundForm()
    back = redirect(url_for(".tell_people", slug=slug), 303)
    if not form.validate_on_submit() or not told.through:
        abort(400)
    if form.through.data != str(told.through):
        flash(_("A reply has changed since you looked. Read it again, then send."), "error")
        return back
    is_sent_here = bool(form.send.data and way == WayToTell.EMAIL and settings().smtp_url)
    people = tell_them(session(), told, WayToTell(way), sends=is_sent_here)
    note(
        session(),
        account(),
        "tell_people",
        "plan",
        slug,
        organisation_id=board.plan.organisation_id,
        people=people,
    )
    session().commit()
    if is_sent_here:
        later("send_mail")
    flash(_("The e-mails are leaving.") if is_sent_here else _("Noted: these people were told."), "success")
    return back


@blueprint.post("/plans/<slug>/replies/people/again")
@audience(Audience.ORGANISERS)
def mail_again(slug: str) -> ResponseReturnValue:
    """Send once more what nobody knows of whether it left."""
    post_again(session(), board_or_404(slug).plan.id)
    session().commit()
    later("send_mail")
    return redirect(url_for(".tell_people", slug=slug), 303)


@blueprint.get("/plans/<slug>/replies/people/letters.pdf")
@audience(Audience.ORGANISERS)
def people_letters(slug: str) -> Response:
    """A letter for each who waits for one."""
    told = round_or_404(slug)
    wishes = people_to_tell(session(), told.plan_id, WayToTell.LETTER, told.through) or abort(404)
    return show_pdf(letters(told, wishes), f"{slug}-letters.pdf")


@blueprint.get("/plans/<slug>/replies/people/labels.pdf")
@audience(Audience.ORGANISERS)
def people_labels(slug: str) -> Response:
    """A label for the envelope of each who waits for a letter."""
    told = round_or_404(slug)
    wishes = people_to_tell(session(), told.plan_id, WayToTell.LETTER, told.through) or abort(404)
    return show_pdf(labels(told.plan_title, told.plan_locale, wishes), f"{slug}-labels.pdf")


@blueprint.get("/plans/<slug>/replies/people/<any(email, letter):way>.<any(csv, xlsx):kind>")
@audience(Audience.ORGANISERS)
def people_table(slug: str, way: str, kind: str) -> Response:
    """A table for a mail merge."""
    told = round_or_404(slug)
    sheet = merge_sheet(told, WayToTell(way), people_to_tell(session(), told.plan_id, WayToTell(way), told.through))
    name = f"{slug}-{way}.{kind}"
    if kind == Format.CSV:
        return sent(csv_lines(sheet, ";"), Format.CSV, name)
    return made(lambda file: write_xlsx(file, [sheet]), Format.XLSX, name)
