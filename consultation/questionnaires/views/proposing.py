"""The question bank: what it proposes for the actions of the plan, and what is taken from it."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consultation.db import session
from consultation.questionnaires import drafts, queries
from consultation.questionnaires.bank import Entry, proposed_for, search_bank
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.queries import Opened
from consultation.questionnaires.views.shared import blueprint, builder_url, opened_or_404, page
from consultation.terms import Audience
from consultation.web.access import audience


@blueprint.route("/questionnaires/<int:questionnaire_id>/proposals", methods=["GET", "POST"])
@audience(Audience.ORGANISERS)
def proposals(questionnaire_id: int) -> ResponseReturnValue:
    """Questions the bank proposes: for the actions asked about first, then by words."""
    made = opened_or_404(questionnaire_id, to_edit=request.method == "POST")
    definition = made.draft
    if request.method == "POST":
        edited = take_proposals(made, request.form.getlist("take"))
        if save_draft(session(), made.questionnaire, edited):
            added = len(list(edited.questions())) - len(list(definition.questions()))
            flash(ngettext("%(num)d question is added.", "%(num)d questions are added.", added), "good")
        session().commit()
        return redirect(builder_url(made), 303)
    sought = request.args.get("words", "")[:100]
    asked = request.args.getlist("action") or [key for q in definition.questions() for key in q.actions]
    standing = [q.label for q in definition.questions() if not q.retired]
    offered = [offer.label for offer in definition.offers]
    groups = proposal_groups(made, set(asked), sought)
    return page("proposals", made, sought=sought, groups=groups, standing=standing, offered=offered)


def proposal_groups(made: Opened, asked: set[str], sought: str) -> list[tuple[Any, Entry | None]]:
    """[(action of the plan, what the bank proposes for it)]: those asked about, or those that match the words."""
    actions = [action for priority in made.plan.priorities for action in priority.actions if not action.is_retired]
    groups = [(action, proposed_for(action.title)) for action in actions]
    if sought:
        found = {entry.action for entry in search_bank(sought)}
        return [(action, entry) for action, entry in groups if entry and entry.action in found]
    return [(action, entry) for action, entry in groups if action.key in asked or (not asked and entry)]


def take_proposals(made: Opened, taken: list[str]) -> Definition:
    """The draft with what was ticked: `action/question of the bank` or `action/offer`."""
    definition = made.draft
    titles = queries.action_titles(made.plan)
    for one in taken:
        action, _slash, what = one.partition("/")
        entry = proposed_for(titles.get(action, ""))
        if entry:
            is_offer = what == "offer"
            chosen = [] if is_offer else [what]
            definition = drafts.add_proposed(
                definition, entry, action, spent=made.spent_keys, chosen=chosen, with_offer=is_offer
            )
    return definition
