"""`python -m tests.bench.sheets`: how long one received sheet of 12 questions takes to check, median of 7 runs."""

import statistics
import timeit

from consultation.questionnaires.definition import Definition
from consultation.questionnaires.sheet import check_sheet
from tests.questionnaires.test_sheet import EVERY_KIND, definition

ROUNDS = 2_000


def twelve_questions() -> Definition:
    """The kinds most asked, the choices twice."""
    usual = list(EVERY_KIND.questions())[:8]
    twice = [q.model_copy(update={"key": f"{q.key}_{n}"}) for n in (1, 2) for q in usual]
    return definition(*twice[:12])


def main() -> None:
    """Print the time, in milliseconds."""
    asked = twelve_questions()
    form = {q.key: [q.options[0].key if q.options else "4"] for q in asked.questions()}
    assert len(check_sheet(asked, form).answers) == 12
    runs = timeit.repeat(lambda: check_sheet(asked, form), number=ROUNDS, repeat=7)
    print(f"check of a sheet of 12 questions: {1000 * statistics.median(runs) / ROUNDS:.3f} ms")


if __name__ == "__main__":
    main()
