"""Changes of a draft: each keeps the draft before it for undo, and spends its keys for ever."""

from sqlalchemy.orm import Session

from consultation.models import Questionnaire
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.drafts import keys_of
from consultation.questionnaires.queries import draft_of
from consultation.questionnaires.translating import State, carried

UNDO_STEPS = 20
"""Earlier drafts kept; a draft is 5 to 50 kB."""


class MovedOn(Exception):
    """Somebody changed the draft since the page was opened."""


def save_draft(session: Session, questionnaire: Questionnaire, definition: Definition) -> bool:
    """The draft is `definition`, the former one can be brought back; False when they said the same."""
    document = definition.model_dump(mode="json", exclude_defaults=True)
    if document == questionnaire.draft:
        return False
    _carry_translations(questionnaire, draft_of(questionnaire), definition)
    questionnaire.undo = [*questionnaire.undo, questionnaire.draft][-UNDO_STEPS:]
    questionnaire.redo = []
    questionnaire.spent_keys = sorted(
        {*questionnaire.spent_keys, *keys_of(draft_of(questionnaire)), *keys_of(definition)}
    )
    questionnaire.draft = document
    questionnaire.revision += 1
    session.flush()
    return True


def undo(session: Session, questionnaire: Questionnaire, *, revision: int) -> bool:
    """The draft is what it was before the last change; False when there is nothing to undo.

    :raises MovedOn: when the last change is not the one the person saw
    """
    if revision != questionnaire.revision:
        raise MovedOn
    if not questionnaire.undo:
        return False
    *earlier, former = questionnaire.undo
    _carry_translations(questionnaire, draft_of(questionnaire), Definition.model_validate(former))
    questionnaire.redo = [*questionnaire.redo, questionnaire.draft][-UNDO_STEPS:]
    questionnaire.undo, questionnaire.draft = earlier, former
    questionnaire.revision += 1
    session.flush()
    return True


def redo(session: Session, questionnaire: Questionnaire, *, revision: int) -> bool:
    """The draft is what it was before the last undo; False when nothing was undone, or something was written since.

    :raises MovedOn: when the draft is not the one the person saw
    """
    if revision != questionnaire.revision:
        raise MovedOn
    if not questionnaire.redo:
        return False
    *later, undone = questionnaire.redo
    _carry_translations(questionnaire, draft_of(questionnaire), Definition.model_validate(undone))
    questionnaire.undo = [*questionnaire.undo, questionnaire.draft][-UNDO_STEPS:]
    questionnaire.redo, questionnaire.draft = later, undone
    questionnaire.revision += 1
    session.flush()
    return True


def _carry_translations(questionnaire: Questionnaire, before: Definition, after: Definition) -> None:
    """A source that changes leaves its translations stale, whoever changes it and wherever."""
    state = State.model_validate(questionnaire.translation_state or {})
    kept = carried(before, after, state)
    if kept != state:
        questionnaire.translation_state = kept.model_dump(mode="json", exclude_defaults=True)
