"""Count again from the records, compare with the tallies, and repair them."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.models import Questionnaire, Version
from consultation.questionnaires.definition import Definition
from consultation.submissions.fold import filed_sets, records
from consultation.submissions.margins import KIND, NOT_COUNTED
from consultation.submissions.record import SUBMISSION, TALLY, add_to_tallies, tally_keys_of
from consultation.submissions.tallies import TALLY_KEY, Cell, TallyKey

BATCH = 1_000
"""Records read at a time."""
MOST_CHANGED = 1_000_000
"""Changed records to be counted one by one: a recount may take its time."""


class Difference(NamedTuple):
    """A cell whose kept count is not that of the records."""

    key: tuple[object, ...]
    kept: int
    counted: int


def questionnaire_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Questionnaire.id).order_by(Questionnaire.id)))


def counted(session: Session, questionnaire_id: int) -> Counter[TallyKey]:
    """{cell: submissions}, from the records that count."""
    versions = session.execute(
        select(Version.id, Version.definition).where(Version.questionnaire_id == questionnaire_id)
    )
    definitions = {version_id: Definition.model_validate(document) for version_id, document in versions}
    records = session.execute(
        select(SUBMISSION).where(
            SUBMISSION.c.questionnaire_id == questionnaire_id, SUBMISSION.c.withdrawn_on.is_(None)
        ),
        execution_options={"yield_per": BATCH},
    ).mappings()
    found: Counter[TallyKey] = Counter()
    for record in records:
        found.update(tally_keys_of(dict(record), definitions[record["version_id"]]))
    return found


def kept(session: Session, questionnaire_id: int) -> Counter[TallyKey]:
    """{cell: submissions}, as kept; cells that came back to zero are left out."""
    rows = session.execute(
        select(*(TALLY.c[name] for name in TALLY_KEY), TALLY.c.count).where(
            TALLY.c.questionnaire_id == questionnaire_id, TALLY.c.count > 0
        )
    )
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def differences(session: Session, questionnaire_id: int) -> list[Difference]:
    """Where the tallies and the records disagree; empty when all is well."""
    before, after = kept(session, questionnaire_id), counted(session, questionnaire_id)
    cells = sorted(before.keys() | after.keys(), key=repr)
    return [Difference(cell, before[cell], after[cell]) for cell in cells if before[cell] != after[cell]]


def recount(session: Session, questionnaire_id: int) -> None:
    """The tallies of the questionnaire are those of its records."""
    found = counted(session, questionnaire_id)
    session.execute(delete(TALLY).where(TALLY.c.questionnaire_id == questionnaire_id))
    add_to_tallies(session, found)


def differences_of_sets(session: Session, questionnaire_id: int) -> list[Difference]:
    """Where the sets of answers, or the sums kept with them, and the records disagree; empty without a file of them."""
    sets = filed_sets(session, questionnaire_id, most=MOST_CHANGED)
    if sets is None:
        return []
    truth: Counter[Cell] = Counter()
    for _token, cells in records(session, questionnaire_id, None):
        truth.update(cells)
    held = Counter({cell: len(sets.of(*cell)) for cell in sets.cells()})
    margins = sets.margins({cell.subject for cell in truth} - NOT_COUNTED)
    summed = Counter({
        Cell(subject, option): sum(group[option] for group in groups[KIND].values())
        for subject, groups in margins.items()
        for option in {option for group in groups.get(KIND, {}).values() for option in group}
    })  # fmt: skip
    counted_cells = Counter({cell: count for cell, count in truth.items() if cell.subject not in NOT_COUNTED})
    return [
        Difference((questionnaire_id, *cell), found[cell], right[cell])
        for found, right in ((held, truth), (summed, counted_cells))
        for cell in sorted(found.keys() | right.keys())
        if found[cell] != right[cell]
    ]
