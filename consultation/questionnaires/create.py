"""A new questionnaire on a plan."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from consultation.models import Plan, Questionnaire
from consultation.models.base import now
from consultation.questionnaires import drafts
from consultation.questionnaires.bank import proposed_for
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.questionnaires.queries import action_titles
from consultation.terms import Kind


def create_questionnaire(
    session: Session,
    plan: Plan,
    title: Mapping[str, str],
    locales: Sequence[str],
    actions: Mapping[str, str],
    *,
    with_profile: bool = True,
) -> Questionnaire:
    """A draft with one question on each action: the bank's, or an empty one to write.

    :param actions: {key: title} of the actions to ask about
    """
    definition = Definition(title=dict(title), locales=tuple(locales))
    for key, words in actions.items():
        definition = with_question_on(definition, key, words)
    if with_profile:
        definition = drafts.with_profile(definition, set(PROFILE_QUESTIONS), set())
    return add_draft(session, plan, definition)


def add_draft(session: Session, plan: Plan, definition: Definition) -> Questionnaire:
    """A new questionnaire of the plan that starts with that draft."""
    made = Questionnaire(
        plan_id=plan.id,
        draft=definition.model_dump(mode="json", exclude_defaults=True),
        spent_keys=sorted(drafts.keys_of(definition)),
        undo=[],
    )
    session.add(made)
    session.flush()
    return made


def import_questionnaire(session: Session, plan: Plan, definition: Definition) -> Questionnaire:
    """A draft with what was read from a file; ties to actions the plan does not have are taken off."""
    known = action_titles(plan)
    priorities = {priority.key for priority in plan.priorities}
    for question in definition.questions():
        tied = {
            "actions": tuple(key for key in question.actions if key in known),
            "priorities": tuple(key for key in question.priorities if key in priorities),
        }
        definition = drafts.replace_question(definition, question.model_copy(update=tied))
    offers = tuple(offer for offer in definition.offers if offer.action in known)
    definition = definition.model_copy(update={"offers": offers})
    return add_draft(session, plan, definition)


def start_small_questionnaire(session: Session, plan: Plan, locales: Sequence[str], action: str) -> Questionnaire:
    """A draft of one question on one action, titled by that question."""
    words = action_titles(plan)[action]
    definition = with_question_on(Definition(title={}, locales=tuple(locales)), action, words)
    title = next(definition.questions()).label
    return create_questionnaire(session, plan, title, locales, {action: words}, with_profile=False)


def with_question_on(definition: Definition, action: str, title: str) -> Definition:
    """With a question on that action: the first the bank proposes, else one whose words are still to be written."""
    entry = proposed_for(title)
    if entry:
        return drafts.add_proposed(definition, entry, action)
    key = drafts.new_key(drafts.key_base([action], []), drafts.keys_of(definition))
    return drafts.add_question(definition, Question(key=key, kind=Kind.LONG_TEXT, label={}, actions=(action,)))


def copy_questionnaire(session: Session, questionnaire: Questionnaire, title: Mapping[str, str]) -> Questionnaire:
    """A new draft with the same questions under the same keys, so that two rounds can be compared."""
    draft = {**questionnaire.draft, "title": dict(title)}
    copy = Questionnaire(
        plan_id=questionnaire.plan_id,
        draft=draft,
        spent_keys=list(questionnaire.spent_keys),
        undo=[],
        translation_state=dict(questionnaire.translation_state),
    )
    session.add(copy)
    session.flush()
    return copy


def archive_questionnaire(questionnaire: Questionnaire, *, archived: bool) -> None:
    """The questionnaire leaves the list of those at work, or comes back; nothing of it is lost."""
    questionnaire.archived_at = now() if archived else None
