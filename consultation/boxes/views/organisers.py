"""Boxes, their slips, and the reading of ideas one by one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from consultation.accounts.access import account, scope
from consultation.accounts.audit import note
from consultation.boxes.blueprint import blueprint
from consultation.boxes.forms import BoxForm, ConfirmForm, IdeaForm, SlipsForm
from consultation.boxes.hints import HintKind, hints_in, pieces
from consultation.boxes.moderate import Judgement, MovedOn, NothingToUndo, moderate, undo_moderation
from consultation.boxes.open_box import BoxPlan, change_box, close_box, open_again, open_box
from consultation.boxes.put_in import print_box_slips, reserve_slip_numbers
from consultation.boxes.queries import (
    BoxInPlan,
    IdeaInBox,
    actions_of_plan,
    box_in_scope,
    boxes_in_scope,
    campaign_in_scope,
    campaigns_in_scope,
    counts_of_boxes,
    emptyings_of_box,
    idea_in_scope,
    ideas_in_scope,
    next_slip_number,
    next_waiting,
    places_of_plan,
)
from consultation.boxes.reasons import READY_REASONS
from consultation.clock import today
from consultation.db import session
from consultation.i18n import OWN_NAMES, current_locale, field_name, own_name, pick
from consultation.paper.slips import SlipOrder, a_page, print_code_of_box
from consultation.terms import Audience, IdeaState
from consultation.web.access import audience
from consultation.web.current import settings, show_pdf
from consultation.web.paging import asked_page
from consultation.web.pdf import qr_svg
from consultation.web.resident_slip_words import slip_words
from consultation.web.slips import printed_slip_number
from consultation.web.text import clean
from consultation.web.typed import row_number


@blueprint.get("/boxes")
@audience(Audience.ORGANISERS)
def boxes() -> ResponseReturnValue:
    """The boxes, with what came into them and what waits to be read."""
    found = boxes_in_scope(session(), scope())
    return render_template(
        "boxes/boxes.html",
        boxes=found,
        counts=counts_of_boxes(session(), [one.box.id for one in found]),
        campaigns=campaigns_in_scope(session(), scope()),
    )


@blueprint.route("/campaigns/<int:campaign_id>/boxes/new", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def new_box(campaign_id: int) -> ResponseReturnValue:
    """Open a box in a campaign."""
    campaign, plan = campaign_in_scope(session(), campaign_id, scope()) or abort(404)
    form = _box_form(plan.id)
    if form.validate_on_submit():
        box = open_box(session(), campaign_id, _said(form), today())
        note(session(), account(), "open", "box", form.name.data, organisation_id=plan.organisation_id)
        session().commit()
        flash(_("The box is open. Print its slips, or put its QR code up."), "good")
        return redirect(url_for(".manage", box_id=box.id), 303)
    page = render_template("boxes/new_box.html", campaign=campaign, plan=plan, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/boxes/<int:box_id>")
@audience(Audience.ORGANISERS)
def manage(box_id: int) -> ResponseReturnValue:
    """One box: its address, its slips, what came in."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    return _show_box(found, _slips_form(found))


@blueprint.route("/boxes/<int:box_id>/edit", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def edit_box(box_id: int) -> ResponseReturnValue:
    """Change what a box says; its address stays."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    form = _box_form(found.plan.id, data=_as_typed(found))
    if form.validate_on_submit():
        change_box(session(), found.box, found.channel, _said(form))
        note(session(), account(), "change", "box", form.name.data, organisation_id=found.plan.organisation_id)
        session().commit()
        flash(_("The box is changed."), "good")
        return redirect(url_for(".manage", box_id=box_id), 303)
    return render_template("boxes/edit_box.html", found=found, form=form), 422 if form.errors else 200


@blueprint.post("/boxes/<int:box_id>/closing")
@audience(Audience.ORGANISERS)
def closing(box_id: int) -> ResponseReturnValue:
    """Close a box, or open it again."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    is_closed = found.box.closed_on is not None
    open_again(found.box) if is_closed else close_box(found.box, today())
    verb = "open" if is_closed else "close"
    note(session(), account(), verb, "box", found.channel.name, organisation_id=found.plan.organisation_id)
    session().commit()
    flash(_("The box is open again.") if is_closed else _("The box is closed. Its address says so kindly."), "good")
    return redirect(url_for(".manage", box_id=box_id), 303)


@blueprint.post("/boxes/<int:box_id>/slips")
@audience(Audience.ORGANISERS)
def slips(box_id: int) -> ResponseReturnValue:
    """A PDF of numbered slips; each number is given once."""
    found = box_in_scope(session(), box_id, scope()) or abort(404)
    form = _slips_form(found)
    if not form.validate_on_submit():
        return _show_box(found, form), 422
    locales = tuple(dict.fromkeys(filter(None, (form.locale.data, form.second_locale.data))))
    order = SlipOrder(
        print_code=print_code_of_box(box_id),
        question=found.box.question,
        locales=locales,
        kind=form.kind.data,
        place=found.channel.name,
        address=_address(found),
        is_simulated=found.campaign.is_simulated,
    )
    count = a_page(order.kind) * form.pages.data
    first = reserve_slip_numbers(session(), box_id, count)
    session().commit()  # nobody waits while they are printed
    document, _layout = print_box_slips(session(), found.box, order, slip_words(locales), first, count)
    session().commit()
    return show_pdf(document, f"slips-{found.channel.code}-{first}.pdf")


@blueprint.get("/ideas")
@audience(Audience.ORGANISERS)
def ideas() -> ResponseReturnValue:
    """The ideas of the boxes, those that wait first."""
    asked = request.args
    chosen = {
        "box_id": asked.get("box", type=row_number),
        "states": [state for state in asked.getlist("state") if state in set(IdeaState)],
        "action_key": asked.get("action"),
        "locale": asked.get("language"),
    }
    found, paging = _page_of_ideas(chosen)
    return render_template(
        "boxes/ideas.html",
        ideas=found,
        paging=paging,
        boxes=boxes_in_scope(session(), scope()),
        states=state_labels(),
        languages=OWN_NAMES,
        chosen=chosen,
    )


@blueprint.get("/ideas/next")
@audience(Audience.ORGANISERS)
def next_idea() -> ResponseReturnValue:
    """The next idea nobody has read; the list when there is none."""
    box_id = request.args.get("box", type=row_number)
    found = next_waiting(session(), scope(), box_id=box_id, after=request.args.get("after"))
    undo = request.args.get("undo")
    if found is None:
        if not undo:
            flash(_("Every idea has been read."), "good")
        return redirect(url_for(".ideas", box=box_id, undo=undo), 303)
    return redirect(url_for(".idea", idea_id=found, box=box_id, undo=undo), 303)


@blueprint.route("/ideas/<idea_id>", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def idea(idea_id: str) -> ResponseReturnValue:
    """Read one idea, and say what becomes of it."""
    found = idea_in_scope(session(), idea_id, scope(), to_judge=request.method == "POST") or abort(404)
    form = _idea_form(found)
    if form.validate_on_submit():
        decision = request.form.get("decision", "")
        state = IdeaState(decision) if decision in set(IdeaState) else IdeaState(found.idea.state)
        try:
            moderate(found.idea, _judgement(form, state), account().id, steps_seen=form.steps)
        except MovedOn:
            flash(_("Somebody else has just decided on this idea. Your words are kept below: look again."), "care")
            form.steps_seen.data = str(len(found.idea.undo))
            return _show_idea(found, form), 409
        note(session(), account(), state, "idea", found.channel.name, organisation_id=found.plan.organisation_id)
        session().commit()
        if decision not in set(IdeaState):
            flash(_("Kept. The idea still waits for a decision."), "good")
            return redirect(url_for(".idea", idea_id=idea_id, box=request.args.get("box")), 303)
        return redirect(url_for(".next_idea", box=request.args.get("box"), after=idea_id, undo=idea_id), 303)
    return _show_idea(found, form), 422 if form.errors else 200


@blueprint.post("/ideas/<idea_id>/undo")
@audience(Audience.ORGANISERS)
def undo_idea(idea_id: str) -> ResponseReturnValue:
    """Take the last word on an idea back."""
    found = idea_in_scope(session(), idea_id, scope(), to_judge=True) or abort(404)
    try:
        undo_moderation(found.idea)
    except NothingToUndo:
        abort(409)
    note(session(), account(), "undo", "idea", found.channel.name, organisation_id=found.plan.organisation_id)
    session().commit()
    flash(_("Taken back: the idea is as it was."), "good")
    return redirect(url_for(".idea", idea_id=idea_id, box=request.args.get("box")), 303)


def state_labels() -> dict[str, str]:
    """{state: words for organisers}."""
    return {
        IdeaState.RECEIVED: _("waits to be read"),
        IdeaState.SHOWN: _("shown"),
        IdeaState.HIDDEN: _("hidden"),
        IdeaState.STUDIED: _("being studied"),
        IdeaState.DONE: _("done"),
        IdeaState.NOT_DONE: _("not done"),
    }


def hint_labels() -> dict[str, str]:
    """{kind of hint: words for organisers}."""
    return {
        HintKind.INSULT: _("may hurt"),
        HintKind.PHONE: _("phone number"),
        HintKind.EMAIL: _("e-mail"),
        HintKind.ADDRESS: _("address"),
        HintKind.NAME: _("name of somebody"),
    }


def _page_of_ideas(chosen: dict[str, Any]) -> Any:
    """The ideas of the page asked for, each with its hints, and the paging."""
    found, total = ideas_in_scope(session(), scope(), offset=0, size=0, **chosen)
    paging = asked_page(total)
    found, total = ideas_in_scope(session(), scope(), offset=paging.offset, size=paging.size, **chosen)
    return [(one, {hint.kind for hint in hints_in(one.idea.text)}) for one in found], paging


def _box_form(plan_id: int, **given: Any) -> BoxForm:
    form = BoxForm(**given)
    form.offer_choices(actions_of_plan(session(), plan_id), places_of_plan(session(), plan_id), current_locale())
    return form


def _said(form: BoxForm) -> BoxPlan:
    return BoxPlan(
        name=clean(form.name.data),
        question=form.question,
        action_key=form.action.data or None,
        place_id=form.place_id,
        guardian=clean(form.guardian.data or "") or None,
    )


def _as_typed(found: BoxInPlan) -> dict[str, str]:
    """What the form of a box shows at first."""
    return {
        "name": found.channel.name,
        "action": found.box.action_key or "",
        "place": str(found.channel.place_id or ""),
        "guardian": found.box.guardian or "",
        **{f"question_{field_name(locale)}": words for locale, words in found.box.question.items()},
    }


def _slips_form(found: BoxInPlan) -> SlipsForm:
    form = SlipsForm()
    form.offer_locales(found.box.locales)
    return form


def _address(found: BoxInPlan) -> str:
    """The printed address: from the settings, never from the request."""
    return f"{settings().public_url}{url_for('.welcome', code=found.channel.code)}"


def _show_box(found: BoxInPlan, form: SlipsForm) -> str:
    address = _address(found)
    return render_template(
        "boxes/manage.html",
        found=found,
        form=form,
        address=address,
        qr=Markup(qr_svg(address)),  # noqa: S704 - squares of our own, no words in them
        counts=counts_of_boxes(session(), [found.box.id])[found.box.id],
        emptyings=emptyings_of_box(session(), found.box.id),
        confirm_form=ConfirmForm(formdata=None),
        next_number=printed_slip_number(next_slip_number(session(), found.box)),
    )


def _idea_form(found: IdeaInBox) -> IdeaForm:
    idea, locale = found.idea, current_locale()
    form = IdeaForm(
        data={
            "steps_seen": str(len(idea.undo)),
            "shown_text": idea.shown_text or idea.text,
            "action": idea.action_key or "",
            **{f"translation_{field_name(language)}": words for language, words in idea.translation.items()},
            **{f"reason_{field_name(language)}": words for language, words in idea.reason.items()},
        }
    )
    form.ready_reason.choices = {"": "–", **{key: pick(words, locale).words for key, words in READY_REASONS.items()}}
    actions = {one.key: f"{one.key} {one.title}" for one in actions_of_plan(session(), found.plan.id)}
    # An action that has left the plan stays chosen until somebody chooses another.
    kept = {idea.action_key: idea.action_key} if idea.action_key else {}
    form.action.choices = {"": "–", **kept, **actions}
    return form


def _judgement(form: IdeaForm, state: IdeaState) -> Judgement:
    ready = READY_REASONS.get(form.ready_reason.data or "", {})
    own = {locale: words for locale, words in form.words("reason").items() if words}
    return Judgement(
        state=state,
        reason={**ready, **own},
        translation=form.words("translation"),
        shown_text=clean(form.shown_text.data or "") or None,
        action_key=form.action.data or None,
    )


def _show_idea(found: IdeaInBox, form: IdeaForm) -> str:
    names = [name for place in places_of_plan(session(), found.plan.id) for name in place.name.values()]
    hints = hints_in(found.idea.text, names)
    return render_template(
        "boxes/idea.html",
        found=found,
        form=form,
        pieces=pieces(found.idea.text, hints),
        hints=hints,
        hint_labels=hint_labels(),
        states=state_labels(),
        language=own_name(found.idea.locale),
        waiting=counts_of_boxes(session(), [found.box.id])[found.box.id].waiting,
        number=printed_slip_number(found.idea.slip_number) if found.idea.slip_number else "",
        undo=request.args.get("undo"),
        box_id=request.args.get("box", type=row_number),
        confirm_form=ConfirmForm(formdata=None),
    )
