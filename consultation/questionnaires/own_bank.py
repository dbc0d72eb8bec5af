"""What an organisation keeps to ask again: its own questions, and whole questionnaires as templates."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import BankQuestion, Plan, Questionnaire, QuestionnaireTemplate
from consultation.questionnaires import drafts
from consultation.questionnaires.bank import ALIKE, plain_words, shared
from consultation.questionnaires.create import add_draft
from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.queries import Opened, action_titles


class Gone(Exception):
    """The organisation has no such question or template (any more)."""


def keep_question(session: Session, made: Opened, key: str, theme: str) -> bool:
    """The question stands in the bank of the organisation with all its translations; False when it did already.

    :raises drafts.Unknown: when the draft has no such question
    """
    asked = made.draft.question(key)
    if asked is None:
        raise drafts.Unknown(key)
    bare = asked.model_copy(update={"actions": (), "priorities": (), "retired": False, "relevant": ""})
    document = bare.model_dump(mode="json", exclude_defaults=True)
    kept = session.scalars(select(BankQuestion).where(BankQuestion.organisation_id == made.plan.organisation_id))
    if any({**one.question, "key": ""} == {**document, "key": ""} for one in kept):
        return False
    session.add(BankQuestion(organisation_id=made.plan.organisation_id, theme=theme, question=document))
    session.flush()
    return True


def own_questions(session: Session, organisation_id: int, words: str = "") -> list[tuple[int, str, Question]]:
    """[(id, theme, question)] of the bank of an organisation, by theme, where every word stands in any language."""
    rows = session.scalars(
        select(BankQuestion)
        .where(BankQuestion.organisation_id == organisation_id)
        .order_by(BankQuestion.theme, BankQuestion.id)
    )
    wanted = plain_words(words, shortest=1)
    found = [(row.id, row.theme, Question.model_validate(row.question)) for row in rows]
    return [one for one in found if all(any(word in said for said in _said(one)) for word in wanted)]


def take_question(
    session: Session, made: Opened, definition: Definition, question_id: int, action: str | None
) -> Definition:
    """With that question of the bank under a key nobody had, tied to that action.

    :raises Gone: when the organisation has no such question
    """
    row = session.get(BankQuestion, question_id)
    if row is None or row.organisation_id != made.plan.organisation_id:
        raise Gone(question_id)
    actions = (action,) if action in action_titles(made.plan) else ()
    key = drafts.new_key(drafts.key_base(actions, ()), {*made.spent_keys, *drafts.keys_of(definition)})
    taken = Question.model_validate(row.question).model_copy(update={"key": key, "actions": actions})
    return drafts.add_beside(definition, taken) if actions else drafts.add_question(definition, taken)


def drop_question(session: Session, organisation_id: int, question_id: int) -> None:
    """The question leaves the bank; questionnaires that took it keep theirs.

    :raises Gone: when the organisation has no such question
    """
    row = session.get(BankQuestion, question_id)
    if row is None or row.organisation_id != organisation_id:
        raise Gone(question_id)
    session.delete(row)


def keep_template(session: Session, made: Opened) -> QuestionnaireTemplate:
    """The draft as a template, with the titles by which its actions are recognised in another plan."""
    definition = without_retired(made.draft)
    titles = action_titles(made.plan)
    used = {key for question in definition.questions() for key in question.actions}
    used |= {offer.action for offer in definition.offers}
    template = QuestionnaireTemplate(
        organisation_id=made.plan.organisation_id,
        title=definition.title,
        definition=definition.model_dump(mode="json", exclude_defaults=True),
        action_titles={key: titles[key] for key in sorted(used & titles.keys())},
    )
    session.add(template)
    session.flush()
    return template


def templates_of(session: Session, organisation_id: int) -> Sequence[QuestionnaireTemplate]:
    """The templates of an organisation, the newest first."""
    chosen = select(QuestionnaireTemplate).where(QuestionnaireTemplate.organisation_id == organisation_id)
    return session.scalars(chosen.order_by(QuestionnaireTemplate.id.desc())).all()


def template_of(session: Session, organisation_id: int, template_id: int) -> QuestionnaireTemplate:
    """One template.

    :raises Gone: when the organisation has no such template
    """
    template = session.get(QuestionnaireTemplate, template_id)
    if template is None or template.organisation_id != organisation_id:
        raise Gone(template_id)
    return template


def start_from_template(
    session: Session, plan: Plan, template: QuestionnaireTemplate
) -> tuple[Questionnaire, list[str]]:
    """(a draft with the questions of the template, titles of actions this plan does not have)."""
    ties = retied(template.action_titles, action_titles(plan))
    priorities = {priority.key for priority in plan.priorities}
    definition = Definition.model_validate(template.definition)
    for question in list(definition.questions()):
        update = {
            "actions": tuple(dict.fromkeys(ties[key] for key in question.actions if key in ties)),
            "priorities": tuple(key for key in question.priorities if key in priorities),
        }
        definition = drafts.replace_question(definition, question.model_copy(update=update))
    offers = (o.model_copy(update={"action": ties[o.action]}) for o in definition.offers if o.action in ties)
    definition = definition.model_copy(update={"offers": tuple(offers)})
    made = add_draft(session, plan, definition)
    return made, [title for key, title in template.action_titles.items() if key not in ties]


def retied(former: Mapping[str, str], present: Mapping[str, str]) -> dict[str, str]:
    """{action key of the template: action key of this plan}, by title: "P1.02" is another action in another town."""
    found = {}
    for key, title in former.items():
        if present.get(key) == title:
            found[key] = key
            continue
        words = plain_words(title)
        likeness, other = max(
            ((shared(words, plain_words(said)), one) for one, said in present.items()), default=(0, "")
        )
        if likeness >= ALIKE:
            found[key] = other
    return found


def without_retired(definition: Definition) -> Definition:
    """Without what is no longer asked: a new questionnaire has no old answers to read."""
    sections = []
    for section in definition.sections:
        asked = (question for question in section.questions if not question.retired)
        questions = tuple(
            question.model_copy(
                update={
                    "options": tuple(option for option in question.options if not option.retired),
                    "rows": tuple(row for row in question.rows if not row.retired),
                }
            )
            for question in asked
        )
        sections.append(section.model_copy(update={"questions": questions}))
    return definition.model_copy(update={"sections": tuple(sections)})


def _said(one: tuple[int, str, Question]) -> Collection[str]:
    _id, theme, question = one
    texts = [theme, *question.label.values(), *(words for o in question.options for words in o.label.values())]
    return plain_words(" ".join(texts), shortest=1)
