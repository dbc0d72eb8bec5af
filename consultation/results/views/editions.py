"""Editions: publishing the figures of a day, and what everybody reads and takes away of them."""

import datetime as dt
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.clock import today
from consultation.contacts.queries import takes_help
from consultation.dates import format_date
from consultation.db import session
from consultation.i18n import OWN_NAMES, RESIDENT_LOCALES
from consultation.plan.queries import Plan, plan_by_slug
from consultation.results.blanks.fill import standing_on_action
from consultation.results.editions.files import PDF, Wish, dated, file_of, mimetype_of, names
from consultation.results.editions.forms import WithdrawForm
from consultation.results.editions.frozen import Frozen, from_document
from consultation.results.editions.names import FileName
from consultation.results.editions.publish import (
    AlreadyPublished,
    AlreadyWithdrawn,
    NothingPublic,
    publish_edition,
    withdraw_edition,
)
from consultation.results.editions.queries import (
    Edition,
    edition_on,
    editions_of_plan,
    latest_edition,
    words_still_shown,
)
from consultation.results.milestones import printed_steps
from consultation.results.queries import campaigns_of_plan, ideas_shown
from consultation.results.resident_outputs.names import FILE_WORDS
from consultation.results.resident_outputs.need_sheet import need_on
from consultation.results.resident_words import PURPOSES, for_templates
from consultation.results.views.organisers import blueprint, may_organise
from consultation.terms import Audience
from consultation.web.access import audience
from consultation.web.current import settings
from consultation.web.throttle import is_too_much

FILES_PER_MINUTE = 60
"""Files of editions one connection may have made in a minute."""


# Organisers.


def plan_or_404(slug: str) -> Plan:
    return plan_by_slug(session(), slug, scope()) or abort(404)


@blueprint.get("/plans/<slug>/editions")
@audience(Audience.READERS)
def editions(slug: str) -> str:
    """What was published, and the button that publishes the figures of today."""
    plan = plan_or_404(slug)
    issues = editions_of_plan(session(), plan.id)
    return render_template(
        "results/editions.html",
        plan=plan,
        issues=issues,
        is_today=any(issue.day == today() for issue in issues),
        is_public=any(campaign.results_are_public for campaign in campaigns_of_plan(session(), plan.id)),
        today=today(),
        withdraw=WithdrawForm() if may_organise() else None,
        files=names(),
        file_words=FILE_WORDS,
        may_organise=may_organise(),
    )


@blueprint.post("/plans/<slug>/editions")
@audience(Audience.ORGANISERS)
def publish(slug: str) -> ResponseReturnValue:
    """One click: the figures of today stand for everybody, in every form."""
    plan = plan_or_404(slug)
    try:
        publish_edition(session(), plan, day=today(), by=account())
    except NothingPublic:
        flash(_("No campaign of this plan has public results. Open them on the page of the campaign first."), "error")
    except AlreadyPublished:
        flash(_("The figures of today are published already. The next ones can be published tomorrow."), "error")
    else:
        session().commit()
        flash(_("The figures of today are published. They stay as they are."), "success")
    return redirect(url_for(".editions", slug=slug), 303)


@blueprint.post("/plans/<slug>/editions/<day>/withdrawal")
@audience(Audience.ORGANISERS)
def withdrawal(slug: str, day: str) -> ResponseReturnValue:
    """Take an edition back; its address says why."""
    plan = plan_or_404(slug)
    edition = edition_on(session(), plan.id, day_or_404(day)) or abort(404)
    form = WithdrawForm()
    if not form.validate_on_submit():
        flash(_("Say why: the reason stands in the place of the figures."), "error")
        return redirect(url_for(".editions", slug=slug), 303)
    try:
        withdraw_edition(edition, why=str(form.why.data).strip(), day=today())
    except AlreadyWithdrawn:
        abort(409)
    number, organisation_id = edition.number, plan.organisation_id
    note(session(), account(), "withdraw", "edition", plan.title, organisation_id=organisation_id, number=number)
    session().commit()
    flash(_("Nobody can read this edition any more. Its address says why."), "success")
    return redirect(url_for(".editions", slug=slug), 303)


# Everybody.


def day_of(day: str) -> dt.date | None:
    """The day of an address: `2026-11-23` and nothing else."""
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        return None
    return found if found.isoformat() == day else None


def day_or_404(day: str) -> dt.date:
    return day_of(day) or abort(404)


def edition_or_404(locale: str, slug: str, day: str) -> tuple[Plan, Edition]:
    """The edition of that plan and day, which anybody may read."""
    plan = plan_by_slug(session(), slug, None)
    if locale not in RESIDENT_LOCALES or plan is None:
        abort(404)
    return plan, edition_on(session(), plan.id, day_or_404(day)) or abort(404)


@blueprint.get("/<locale>/plan/<slug>/figures/<day>")
@audience(Audience.PUBLIC)
def edition(locale: str, slug: str, day: str) -> ResponseReturnValue:
    """The plan with the figures of that day, and every file made of them."""
    plan, found = edition_or_404(locale, slug, day)
    return show_plan(locale, plan, found)


@blueprint.get("/<locale>/plan/<slug>/figures/<day>/<key>")
@audience(Audience.PUBLIC)
def edition_action(locale: str, slug: str, day: str, key: str) -> ResponseReturnValue:
    """An action (or a whole priority) with the figures of that day."""
    plan, found = edition_or_404(locale, slug, day)
    return show_need(locale, plan, found, key)


@blueprint.get("/<locale>/plan/<slug>/figures/<day>/files/<name>")
@audience(Audience.PUBLIC)
def edition_file(locale: str, slug: str, day: str, name: str) -> ResponseReturnValue:
    """One file of an edition."""
    plan, found = edition_or_404(locale, slug, day)
    if name not in names():
        abort(404)
    if found.withdrawn_on:
        return gone(locale, plan, found)
    if is_too_much("edition files", FILES_PER_MINUTE):
        abort(429)
    frozen, mimetype = from_document(found.document), mimetype_of(FileName(name))
    address = settings().public_url + url_for(".edition", locale=locale, slug=slug, day=day)
    wish = Wish(frozen, locale, words_still_shown(session(), frozen.quotes), address)
    response = Response(file_of(found.id, FileName(name), wish), mimetype=mimetype)
    disposition = "inline" if mimetype == PDF else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{dated(frozen, locale, name)}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response


def gone(locale: str, plan: Plan, found: Edition) -> ResponseReturnValue:
    """The page in the place of a withdrawn edition."""
    latest = latest_edition(session(), plan.id)
    page = render_template(
        "results/residents/edition_gone.html",
        locale=locale,
        languages_of_page=same_page(slug=plan.slug, day=found.day.isoformat()),
        plan=plan,
        edition=found,
        latest=latest.day if latest else None,
    )
    return page, 410


def same_page(**address: Any) -> list[tuple[str, str, str]]:
    """[(locale, own name, address)] of the page of an edition, or of one of its actions."""
    endpoint = ".edition_action" if "key" in address else ".edition"
    return [(locale, OWN_NAMES[locale], url_for(endpoint, locale=locale, **address)) for locale in RESIDENT_LOCALES]


def show_plan(locale: str, plan: Plan, found: Edition) -> ResponseReturnValue:
    """The page of an edition."""
    if found.withdrawn_on:
        return gone(locale, plan, found)
    frozen = from_document(found.document)
    return render_template(
        "results/residents/edition.html",
        languages_of_page=same_page(slug=plan.slug, day=frozen.day.isoformat()),
        files=names(),
        file_words=FILE_WORDS,
        issues=[issue for issue in editions_of_plan(session(), plan.id) if issue.withdrawn_on is None],
        **for_edition(locale, frozen),
    )


def show_need(locale: str, plan: Plan, found: Edition, key: str) -> ResponseReturnValue:
    """The page of an action in an edition."""
    if found.withdrawn_on:
        return gone(locale, plan, found)
    frozen = from_document(found.document)
    need = need_on(frozen, key) or abort(404)
    words = words_still_shown(session(), need.quotes)
    questions = frozen.questions_on(key)
    return render_template(
        "results/residents/edition_action.html",
        languages_of_page=same_page(slug=plan.slug, day=frozen.day.isoformat(), key=key),
        need=need,
        told=need.action.told if need.action else None,
        figures=[(purpose, [one for one in questions if one.question.purpose == purpose]) for purpose in PURPOSES],
        words_shown=[words[one] for one in need.quotes if one in words],
        taken_back=sum(one not in words for one in need.quotes),
        ideas=ideas_shown(session(), plan.id, key),
        steps=printed_steps(plan, key),
        filled=standing_on_action(session(), plan.id, key),
        takes_help=takes_help(session(), plan.id, key),
        **for_edition(locale, frozen),
    )


def for_edition(locale: str, frozen: Frozen) -> dict[str, Any]:
    """What every page of an edition needs."""
    return {
        "locale": locale,
        "frozen": frozen,
        "day": frozen.day.isoformat(),
        "day_in_words": format_date(frozen.day, "long"),
        **for_templates(frozen.labels),
    }
