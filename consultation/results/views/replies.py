"""The replies of a plan: what waits, what was told, by which ways it went back; writing one."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.contacts.queries import count_to_tell
from consultation.db import session
from consultation.i18n import current_locale, own_name
from consultation.outreach.forms import KIND_NAMES
from consultation.results.counts import Board, board_of
from consultation.results.editions.frozen import Frozen
from consultation.results.editions.publish import figures_today
from consultation.results.homework.ask import DOABLE, NothingToMark, ask_homework
from consultation.results.homework.queries import homework_campaigns, marks
from consultation.results.replying.forms import ReplyForm, StandsForm, WayForm, reply_form
from consultation.results.replying.official import briefs
from consultation.results.replying.posters import missing_there, pages_of, reply_posters
from consultation.results.replying.queries import (
    heard_there,
    history_of,
    possible_pilots,
    reply_in_scope,
    told_on_plan,
    way_in_scope,
    ways_back,
)
from consultation.results.replying.standing import Line, asked_in, latest_of, parts_of
from consultation.results.replying.tell import put_back, set_way, take_back, tell
from consultation.results.resident_outputs.press import press_sheet
from consultation.results.resident_words import for_templates
from consultation.results.views.organisers import blueprint, board_or_404, is_official, may_organise, subject_or_404
from consultation.results.words import verbatims
from consultation.terms import Audience, VerbatimState
from consultation.web.access import audience
from consultation.web.current import settings, show_pdf

MOST_QUOTES_READ = 500
"""Quotes among which those of the official's page are chosen."""


@blueprint.get("/plans/<slug>/replies")
@audience(Audience.READERS)
def replies(slug: str) -> str:
    """Every need with its reply, those that wait first to be seen; and the channels that asked."""
    board = board_or_404(slug)
    parts = parts_of(board, told_on_plan(session(), [board.plan.id]), today())
    lines = [line for part in parts for line in part.lines]
    ways = ways_back(session(), board.plan.id)
    return render_template(
        "results/replies.html",
        board=board,
        plan=board.plan,
        parts=[
            (part.priority, spoken) for part in parts if (spoken := [line for line in part.lines if is_listed(line)])
        ],
        waiting=[line for line in lines if line.is_waiting],
        silent=[line for line in lines if line.is_silent],
        told=[line for line in lines if line.told],
        ways=ways,
        not_spoken=not_spoken(board, lines),
        to_tell=sum(count_to_tell(session(), board.plan.id, latest_of(lines)).values()) if may_organise() else 0,
        left=[way for way in ways if way.told_on is None],
        kind_names=KIND_NAMES,
        marks=marks(session(), board),
        homework=homework_campaigns(session(), board.plan.id),
        may_mark=any(line.told.state in DOABLE for line in lines if line.told),
        is_over=any(campaign.is_over(today()) for campaign in board.campaigns),
        promised=max((c.reply_by for c in board.campaigns if c.reply_by), default=None),
        today=today(),
        may_organise=may_organise(),
        **for_templates(board.labels),
    )


def is_listed(line: Line) -> bool:
    """Whether there is anything to say of a line: a voice or a reply."""
    return line.told is not None or line.heard.residents != 0


def not_spoken(board: Board, lines: list[Line]) -> dict[int, list[str]]:
    """{channel: own names of the languages heard there in which no reply is written}."""
    told = [line for line in lines if line.told]
    return {
        there.channel_id: [own_name(locale) for locale in missing_there(there, told, board.plan.locale)]
        for there in heard_there(session(), board.plan.id)
    }


@blueprint.get("/plans/<slug>/official")
@audience(Audience.BRIEFED)
def official(slug: str) -> str:
    """Per priority three needs, three quotes people may read already, and what is decided."""
    board = board_or_404(slug)
    figures = board.all_questions(session())
    told = told_on_plan(session(), [board.plan.id])
    waiting = parts_of(board_of(session(), board.plan), told, today()) if is_official() else []
    keys = {one.question.key for one in figures}
    words = verbatims(session(), board.campaign_ids_of_words, keys, [VerbatimState.SHOWN], size=MOST_QUOTES_READ)
    return render_template(
        "results/official.html",
        board=board,
        plan=board.plan,
        briefs=briefs(parts_of(board, told, today()), figures, words, waiting),
        may_reply=may_organise() or is_official(),
        is_official=is_official(),
        **for_templates(board.labels),
    )


@blueprint.route("/plans/<slug>/results/<key>/reply", methods=["GET", "POST"])
@audience(Audience.REPLYING)
def reply(slug: str, key: str) -> ResponseReturnValue:
    """Write what became of an action; a second page asks before everybody reads it."""
    board = board_or_404(slug)
    subject = subject_or_404(board, key)
    action = subject.action or abort(404)
    plan = board.plan
    history = history_of(session(), action.id)
    stands = next((past.told for past in history if past.taken_back_on is None), None)
    pilots = possible_pilots(session(), plan.organisation_id)
    form = reply_form(plan.locale, asked_in(board), pilots, stands, account().name)
    page: dict[str, Any] = {"form": form, "plan": plan, "subject": subject, **for_templates(board.labels)}
    page["is_official"] = is_official()
    if "change" not in request.form and form.validate_on_submit():
        if "confirmed" not in request.form:
            return render_template(
                "results/reply_check.html", new=form.reply(), missing=missing(form), today=today(), **page
            )
        made = tell(session(), action, form.reply(), plan_locale=plan.locale, account_id=account().id, today=today())
        note(session(), account(), "reply", "action", key, organisation_id=plan.organisation_id, state=str(made.state))
        session().commit()
        flash(_("Everybody can read the reply now. Tell it also by the channels that asked."), "success")
        back = ".official" if is_official() else ".replies"
        return redirect(url_for(back, slug=slug, _anchor=f"line-{key}"), 303)
    return render_template("results/reply.html", history=history, may_organise=may_organise(), **page)


def missing(form: ReplyForm) -> list[str]:
    """Own names of the languages in which the reply is not written."""
    written = form.words("because")
    return [own_name(locale) for locale in form.words_locales if locale not in written]


@blueprint.post("/replies/<int:reply_id>")
@audience(Audience.ORGANISERS)
def reply_stands(reply_id: int) -> ResponseReturnValue:
    """Take a reply back, or put it back."""
    found, action, plan = reply_in_scope(session(), reply_id, scope()) or abort(404)
    form = StandsForm()
    if not form.validate_on_submit():
        abort(400)
    stands = form.stands.data == "1"
    if stands:
        put_back(session(), found, action)
    else:
        take_back(session(), found, action, account_id=account().id, today=today())
    verb = "put_back_reply" if stands else "take_back_reply"
    note(session(), account(), verb, "action", action.key, organisation_id=plan.organisation_id)
    session().commit()
    flash(_("The reply stands again.") if stands else _("The reply is taken back. It stays in the history."), "success")
    return redirect(url_for(".action", slug=plan.slug, key=action.key), 303)


@blueprint.post("/channels/<int:channel_id>/told")
@audience(Audience.ORGANISERS)
def channel_told(channel_id: int) -> ResponseReturnValue:
    """Tick a channel by which the reply went back, or take the tick away."""
    channel, plan = way_in_scope(session(), channel_id, scope()) or abort(404)
    form = WayForm()
    if not form.validate_on_submit():
        abort(400)
    told = form.told.data == "1"
    set_way(session(), channel, told, account_id=account().id, today=today())
    note(
        session(),
        account(),
        "told_by" if told else "not_told_by",
        "channel",
        channel.name,
        organisation_id=plan.organisation_id,
    )
    session().commit()
    return redirect(url_for(".replies", slug=plan.slug, _anchor="ways-heading"), 303)


@blueprint.post("/plans/<slug>/replies/homework")
@audience(Audience.ORGANISERS)
def homework(slug: str) -> ResponseReturnValue:
    """Ask the same places whether it is done as was said: a campaign to look at, then to open."""
    board = board_or_404(slug)
    told = told_on_plan(session(), [board.plan.id]).values()
    try:
        made = ask_homework(session(), board.plan, list(told), asked_in(board), account_id=account().id)
    except NothingToMark:
        flash(_("Nothing to mark yet: no reply says that something is done or being done."), "error")
        return redirect(url_for(".replies", slug=slug), 303)
    note(session(), account(), "create", "campaign", slug, organisation_id=board.plan.organisation_id)
    session().commit()
    flash(_("The questions and the links of each place are ready. Look at them, then open the campaign."), "success")
    return redirect(url_for("outreach.campaign", campaign_id=made.id), 303)


@blueprint.get("/plans/<slug>/replies/posters.pdf")
@audience(Audience.ORGANISERS)
def posters(slug: str) -> Response:
    """The posters of every channel, a page a language heard there; `?channel=` for those of one."""
    board = board_or_404(slug)
    lines = told_lines(board)
    asked = request.args.get("channel", "")
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None
    pages = [
        page
        for there in heard_there(session(), board.plan.id, wanted)
        for page in pages_of(there, lines, board.plan.locale)
    ]
    if not pages:
        abort(404)
    addresses = {
        locale: f"{settings().public_url}{url_for('.public_reply', locale=locale, slug=slug)}"
        for locale in {page.locale for page in pages}
    }
    pdf = reply_posters(pages, board.plan.title, board.plan.locale, addresses)
    return show_pdf(pdf, f"{slug}-reply.pdf")


@blueprint.get("/plans/<slug>/replies/press.pdf")
@audience(Audience.READERS)
def press(slug: str) -> Response:
    """One page for journalists; from an organiser, with the numbers of campaigns that are over."""
    whole = board_or_404(slug)
    if whole.frozen:
        return press_page(slug, whole.frozen)
    over = [campaign for campaign in whole.campaigns if campaign.is_over(today())]
    if not over:
        abort(409)
    return press_page(slug, figures_today(session(), whole.plan, over, today()))


def press_page(slug: str, frozen: Frozen) -> Response:
    locale = current_locale()
    address = f"{settings().public_url}{url_for('.public_plan', locale=locale, slug=slug)}"
    return show_pdf(press_sheet(frozen, address=address, locale=locale), f"{slug}-press.pdf")


def told_lines(board: Board) -> list[Line]:
    """The lines with a reply."""
    parts = parts_of(board, told_on_plan(session(), [board.plan.id]), today())
    return [line for part in parts for line in part.lines if line.told]
