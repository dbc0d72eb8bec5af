"""The desk, the plan with its numbers, an action with its questions, and the reply."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.boxes.queries import ideas_per_action
from consultation.clock import today
from consultation.contacts.queries import OffersOfAction, offers_in_scope, offers_per_action, offers_piloted_by
from consultation.db import session
from consultation.i18n import current_locale
from consultation.plan.queries import Action, Plan, open_sources, plan_by_slug
from consultation.plan.wording import MISSING_NAMES, PUBLIC_NAMES, when_words
from consultation.results.blanks.fill import filled_of_actions
from consultation.results.blanks.proposals import blanks_of
from consultation.results.counts import Board, board_of, board_of_edition, unpublished_board_of
from consultation.results.desk import card_of
from consultation.results.editions.frozen import Frozen, from_document
from consultation.results.editions.publish import figures_today
from consultation.results.editions.queries import latest_edition, words_still_shown
from consultation.results.figures import QuestionFigures, shown
from consultation.results.forms import MOODS, SHOW, SORT, ModerationForm
from consultation.results.lines import Choice, Show, Sort, chosen, parts_of, publics_of
from consultation.results.milestones import steps_of
from consultation.results.queries import (
    actions_with_ideas,
    campaigns_of_plan,
    heard_per_plan,
    ideas_shown,
    plans_on_desk,
    verbatim_in_scope,
    waiting_words,
)
from consultation.results.replying.queries import history_of, reply_work
from consultation.results.resident_outputs.need_sheet import missing_words, need_on, need_sheets
from consultation.results.resident_words import PURPOSES, for_templates
from consultation.results.sources import is_on_paper, sheets_of_words
from consultation.results.subject import Subject, subject_of
from consultation.results.suppression import THRESHOLD
from consultation.results.words import count_verbatims, verbatims
from consultation.scans.queries import checked_of_plan
from consultation.submissions.fold import NotReady
from consultation.submissions.moderate import moderate_verbatim
from consultation.submissions.told import Told, told_on_actions
from consultation.terms import Audience, OfferKind, Role, VerbatimState
from consultation.web.access import audience
from consultation.web.current import show_pdf
from consultation.web.paging import asked_page

blueprint = Blueprint("results", __name__, template_folder="../templates")

Chosen = TypeVar("Chosen", bound=StrEnum)
MAY_ORGANISE = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})


@blueprint.errorhandler(NotReady)
def being_prepared(_error: NotReady) -> tuple[str, int, dict[str, str]]:
    """Better to wait than to see numbers that are behind."""
    return render_template("results/being_prepared.html"), 503, {"Retry-After": "60"}


def may_organise() -> bool:
    """Whether this account moderates, replies and exports answers."""
    return Role(account().role) in MAY_ORGANISE


def is_official() -> bool:
    """Whether this account only answers needs."""
    return account().role == Role.OFFICIAL


def member_or(kind: type[Chosen], value: str | None, default: Chosen) -> Chosen:
    """The member of that value, or the default when the address says something else."""
    return next((member for member in kind if member == value), default)


def board_or_404(slug: str) -> Board:
    """The plan of that address with its numbers, when it is this account's to know."""
    return board_for_account(plan_by_slug(session(), slug, scope()) or abort(404))


def board_for_account(plan: Plan) -> Board:
    """Organisers see the numbers of this moment; whoever else is signed in, those that were published, as everybody.

    Numbers move after the end, too: paper is keyed late, an answer is taken back. Two days could be subtracted.
    """
    if may_organise():
        return board_of(session(), plan)
    campaigns = campaigns_of_plan(session(), plan.id)
    if edition := latest_edition(session(), plan.id):
        return board_of_edition(session(), plan, campaigns, from_document(edition.document))
    return unpublished_board_of(session(), plan, campaigns) if campaigns else board_of(session(), plan, [])


def frozen_or_404(slug: str) -> Frozen:
    """For organisers the edition of today, else a draft; for whoever else is signed in the latest edition."""
    board = board_or_404(slug)
    if may_organise():
        return figures_today(session(), board.plan, board.campaigns, today())
    if board.frozen is None:
        flash(_("No figures of this plan are published yet: there is nothing to take away."))
        abort(redirect(url_for(".plan", slug=slug), 303))
    return board.frozen


def subject_or_404(board: Board, key: str) -> Subject:
    """The action or priority of that key."""
    return subject_of(board, key) or abort(404)


def told_of_subject(subject: Subject) -> Told | None:
    """The reply that stands on the action; a whole priority has none of its own."""
    if subject.action is None:
        return None
    return told_on_actions(session(), [subject.action.id]).get(subject.action.id)


def source_url_of(slug: str, key: str) -> Callable[..., str]:
    """Gives the address of what is behind a count of a question, or behind its base."""

    def source_url(figures: QuestionFigures, option: str = "") -> str:
        asked = {"in": figures.questionnaire_id, "question": figures.question.key, "row": figures.key, "option": option}
        said = {name: value for name, value in asked.items() if value}
        return f"{url_for('.sources', slug=slug, key=key)}?{urlencode(said)}"

    return source_url


@blueprint.get("/desk")
@audience(Audience.SIGNED_IN)
def desk() -> str:
    """Where everybody starts: what waits for them."""
    if account().role == Role.VOLUNTEER:
        return render_template("results/desk.html")
    plans = plans_on_desk(session(), scope())
    heard = heard_per_plan(session(), plans)
    if is_official():
        work = reply_work(session(), plans, heard, today(), account().id)
        return render_template("results/officials_desk.html", plans=plans, work=work)
    ideas = actions_with_ideas(session(), [plan.id for plan in plans])
    return render_template(
        "results/desk.html",
        cards=[card_of(plan, heard.get(plan.id, {}), ideas, is_exact=may_organise()) for plan in plans],
        sources=open_sources(session(), scope()) if may_organise() else [],
        may_organise=may_organise(),
        calls=sum(len(group.offers) for group in offers_piloted_by(session(), account().id)),
        work=reply_work(session(), plans, heard, today(), account().id),
        today=today(),
    )


@blueprint.get("/plans/<slug>/results")
@audience(Audience.READERS)
def plan(slug: str) -> str:
    """The plan with a line of numbers on each action."""
    board = board_or_404(slug)
    parts = parts_of(
        board.plan,
        board.figures,
        ideas=ideas_per_action(session(), board.plan.id),
        offers=offers_per_action(session(), board.plan.id),
        waiting=waiting_words(session(), board.plan.id) if may_organise() else {},
        needs=board.needs(session()),
    )
    choice = Choice(
        public=request.args.get("public", ""),
        show=member_or(Show, request.args.get("show"), Show.ALL),
        sort=member_or(Sort, request.args.get("sort"), Sort.PLAN),
    )
    return render_template(
        "results/plan.html",
        board=board,
        plan=board.plan,
        parts=chosen(parts, choice),
        publics=publics_of(parts),
        public_names=PUBLIC_NAMES,
        choice=choice,
        show_labels=SHOW,
        sort_labels=SORT,
        moods=MOODS,
        is_unpublished=may_organise() and waits_for_edition(board),
        filled=filled_of_actions(session(), [line.action.id for part in parts for line in part.lines]),
        may_organise=may_organise(),
        **for_templates(board.labels),
    )


def waits_for_edition(board: Board) -> bool:
    """Whether a campaign with results for everybody is over, and no figures were published."""
    over = any(campaign.results_are_public and campaign.is_over(today()) for campaign in board.campaigns)
    return over and latest_edition(session(), board.plan.id) is None


@blueprint.get("/plans/<slug>/results/people")
@audience(Audience.READERS)
def people(slug: str) -> str:
    """Who was heard, and who was not."""
    board = board_or_404(slug)
    return render_template(
        "results/people.html",
        board=board,
        plan=board.plan,
        breakdowns=board.who(session()),
        missing_words=missing_words,
        may_organise=may_organise(),
        questions=board.profile(session()),
        checked=checked_of_plan(session(), board.plan.id),
        **for_templates(board.labels),
    )


@blueprint.get("/plans/<slug>/results/<key>")
@audience(Audience.READERS)
def action(slug: str, key: str) -> str:
    """An action (or a whole priority) with its questions, words, ideas and offers."""
    board = board_or_404(slug)
    subject = subject_or_404(board, key)
    figures = board.questions_on(session(), key)
    states = list(VerbatimState) if may_organise() else [VerbatimState.SHOWN]
    keys = {one.question.key for one in figures}
    paging = asked_page(count_verbatims(session(), board.campaign_ids_of_words, keys, states))
    words = verbatims(session(), board.campaign_ids_of_words, keys, states, offset=paging.offset, size=paging.size)
    has_sheets = is_on_paper(session(), board.campaign_ids)
    history = history_of(session(), subject.action.id) if subject.action else []
    standing = next((one.told for one in history if one.taken_back_on is None), None)
    return render_template(
        "results/action.html",
        board=board,
        plan=board.plan,
        subject=subject,
        figures=[(purpose, [one for one in figures if one.question.purpose == purpose]) for purpose in PURPOSES],
        words_on={
            (one.questionnaire_id, one.question.key): [
                words_
                for words_ in words
                if (words_.questionnaire_id, words_.question_key) == (one.questionnaire_id, one.question.key)
            ]
            for one in figures
        },
        paging=paging,
        ideas=ideas_shown(session(), board.plan.id, key),
        offers=shown(offers_per_action(session(), board.plan.id).get(key, 0), THRESHOLD),
        history=history,
        steps=steps_of(subject.action, standing) if subject.action else [],
        when=when_of(subject.action) if subject.action else "",
        carriers=could_carry(board.plan, key) if may_organise() else None,
        today=today(),
        blanks=blanks_of(subject.action.missing, subject.action.open_questions) if subject.action else [],
        filled=filled_of_actions(session(), [subject.action.id]).get(subject.action.id, []) if subject.action else [],
        blanks_words=blanks_words,
        moderation=ModerationForm() if may_organise() else None,
        may_organise=may_organise(),
        checked=checked_of_plan(session(), board.plan.id) if has_sheets else None,
        source_url=source_url_of(slug, key) if may_organise() else None,
        sheets_words=_("Where it comes from"),
        sheet_of_words=sheets_of_words(session(), [one.id for one in words]) if has_sheets and may_organise() else {},
        **for_templates(board.labels),
    )


def when_of(action: Action) -> str:
    """The reading of when it is done."""
    return when_words(action.when_label, action.start_year, action.end_year, action.frequency)


def could_carry(plan: Plan, key: str) -> OffersOfAction | None:
    """Who offered to carry an action, if anybody: for organisers, who call them back."""
    found = offers_in_scope(session(), plan.organisation_id, kind=OfferKind.CARRYING)
    return next((one for one in found if (one.plan.id, one.action_key) == (plan.id, key)), None)


def blanks_words(blank: str) -> str:
    """A blank in words: what is missing, or the plan's own question."""
    return str(MISSING_NAMES.get(blank, blank))


@blueprint.get("/plans/<slug>/results/<key>/need-sheet.pdf")
@audience(Audience.READERS)
def need_sheet_pdf(slug: str, key: str) -> Response:
    """One page for funders: the need on one action."""
    frozen = frozen_or_404(slug)
    need = need_on(frozen, key) or abort(404)
    quotes = words_still_shown(session(), need.quotes)
    pdf = need_sheets(frozen, [need], quotes, locale=current_locale())
    return show_pdf(pdf, f"{slug}-{key}.pdf")


@blueprint.post("/words/<verbatim_id>")
@audience(Audience.ORGANISERS)
def moderate(verbatim_id: str) -> ResponseReturnValue:
    """Show or hide the free words of an answer; the same form takes it back."""
    verbatim, plan = verbatim_in_scope(session(), verbatim_id, scope()) or abort(404)
    form = ModerationForm()
    if not form.validate_on_submit():
        abort(400)
    state = VerbatimState(form.state.data)
    moderate_verbatim(session(), verbatim, state, account_id=account().id)
    note(session(), account(), f"words_{state}", "plan", plan.title, organisation_id=plan.organisation_id)
    session().commit()
    flash(
        {
            VerbatimState.SHOWN: _("Readers see these words now."),
            VerbatimState.HIDDEN: _("These words are hidden."),
            VerbatimState.RECEIVED: _("These words wait to be read again."),
        }[state],
        "success",
    )
    return redirect(url_for(".action", slug=plan.slug, key=request.args.get("on", ""), _anchor=f"w-{verbatim_id}"), 303)
