"""One definition of all the versions of a questionnaire: what people were ever asked."""

from collections.abc import Mapping, Sequence

from consultation.questionnaires.definition import Definition, Question, Section
from consultation.questionnaires.kinds import most


def over_versions(versions: Sequence[Definition]) -> Definition:
    """The latest of these definitions (the oldest first), with what it dropped as retired.

    A question that left its section, or whose section is gone, stands at the end of the section it was answered in,
    as answers of a repeated section are kept under its key.
    """
    latest = versions[-1]
    kept: dict[str, Question] = {}
    home: dict[str, Section] = {}
    for definition in versions:
        for section in definition.sections:
            for question in section.questions:
                kept[question.key] = with_old(question, kept)
                home[question.key] = section
    standing = {question.key for question in latest.questions()}
    gone = {key: q.model_copy(update={"retired": True}) for key, q in kept.items() if key not in standing}
    sections = []
    for section in latest.sections:
        own = [kept[question.key] for question in section.questions]
        old = [gone.pop(key) for key in list(gone) if home[key].key == section.key]
        sections.append(section.model_copy(update={"questions": (*own, *old)}))
    while gone:
        lost = home[next(iter(gone))]
        questions = tuple(gone.pop(key) for key in list(gone) if home[key].key == lost.key)
        sections.append(lost.model_copy(update={"questions": questions}))
    return latest.model_copy(update={"sections": tuple(sections)})


def with_old(question: Question, earlier: Mapping[str, Question]) -> Question:
    """The question with all that earlier versions took: options, rows, other words, "I prefer not to say"."""
    before = earlier.get(question.key)
    if before is None:
        return question
    lined = {option.key for option in before.options if option.specify}
    own = tuple(o.model_copy(update={"specify": o.specify or o.key in lined}) for o in question.options)
    options, rows = {option.key for option in question.options}, {row.key for row in question.rows}
    gone = tuple(o.model_copy(update={"retired": True}) for o in before.options if o.key not in options)
    gone_rows = tuple(row.model_copy(update={"retired": True}) for row in before.rows if row.key not in rows)
    return question.model_copy(
        update={
            "options": (*own, *gone),
            "rows": (*question.rows, *gone_rows),
            "may_refuse": question.may_refuse or before.may_refuse,
            "may_not_know": question.may_not_know or before.may_not_know,
            "maximum": _widest(question, before),
        }
    )


def _widest(question: Question, before: Question) -> int | None:
    """The most options that could ever be chosen, so that a choice of several keeps a column an option."""
    if most(question) >= most(before):
        return question.maximum
    return most(before)
