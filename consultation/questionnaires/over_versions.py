"""One definition of all the versions of a questionnaire: what people were ever asked."""

from collections.abc import Mapping, Sequence

from consultation.questionnaires.definition import Definition, Question, Section


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
    """The question with the options and rows that only earlier versions had."""
    before = earlier.get(question.key)
    if before is None:
        return question
    options, rows = {option.key for option in question.options}, {row.key for row in question.rows}
    gone = tuple(o.model_copy(update={"retired": True}) for o in before.options if o.key not in options)
    gone_rows = tuple(row.model_copy(update={"retired": True}) for row in before.rows if row.key not in rows)
    if not gone and not gone_rows:
        return question
    return question.model_copy(update={"options": (*question.options, *gone), "rows": (*question.rows, *gone_rows)})
