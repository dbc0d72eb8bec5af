"""What of a questionnaire stands on paper, and under which number: for the sheet, its keying, and "Go to 4"."""

from consultation.questionnaires.definition import Definition, Question
from consultation.questionnaires.kinds import KINDS


def is_printed(question: Question) -> bool:
    """Whether it stands on a sheet printed today."""
    return not question.retired and KINDS[question.kind].paper not in {None, "nothing"}


def left_off_paper(definition: Definition) -> list[Question]:
    """The questions people see on the phone and no sheet can hold: a photo, a voice, a position, a file.

    The others are numbered without a gap, so that nobody looks for a page that is missing.
    """
    return [q for q in definition.questions() if not q.retired and KINDS[q.kind].is_shown and not is_printed(q)]


def numbers_on_paper(definition: Definition) -> dict[str, int]:
    """{question key: its number on the sheet}, without those that are not on it and without notes."""
    asked = [q.key for q in definition.questions() if is_printed(q) and KINDS[q.kind].takes_answer]
    return {key: number for number, key in enumerate(asked, start=1)}
