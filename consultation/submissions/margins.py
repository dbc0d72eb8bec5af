"""How many people stand in each cell, by each way of breaking them down: plain sets and counts."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pyroaring import BitMap

from consultation.submissions.tallies import Cell

CHANNEL, LOCALE, DAY, MODE = "@channel", "@locale", "@day", "@mode"
AGE_BAND, KIND, SECTOR = "@age_band", "@respondent_kind", "@in_sector"
BY = (CHANNEL, LOCALE, AGE_BAND, SECTOR)
"""What residents are broken down by."""
NOT_COUNTED = frozenset({CHANNEL, LOCALE, DAY, MODE, AGE_BAND, KIND, SECTOR})
"""Subjects that are no answers."""
RESIDENTS = frozenset({"", "resident"})
"""Kinds of respondents counted as residents: also those who did not say (T64)."""

Margins = dict[str, dict[str, dict[str, Counter[str]]]]
"""{subject: {"@respondent_kind" or one of `BY`: {group: {option or "*": people}}}}; of `BY`, residents alone"""


def margins_of(sets: Mapping[Cell, BitMap]) -> Margins:
    """The counts of every subject."""
    groups = {
        by: {cell.option_key: people for cell, people in sets.items() if cell.subject == by} for by in (KIND, *BY)
    }
    residents = BitMap.union(BitMap(), *(people for kind, people in groups[KIND].items() if kind in RESIDENTS))
    found: Margins = {}
    for cell, people in sets.items():
        if cell.subject in NOT_COUNTED:
            continue
        own = found.setdefault(cell.subject, {})
        for by in (KIND, *BY):
            among = people if by == KIND else people & residents
            for group, members in groups[by].items():
                count = among.intersection_cardinality(members)
                if count:
                    own.setdefault(by, {}).setdefault(group, Counter())[cell.option_key] = count
    return found


def copied(margins: Margins) -> Margins:
    """The same counts to be changed, without those that are nought."""
    return {
        subject: {
            by: {group: left for group, counts in groups.items() if (left := +counts)} for by, groups in found.items()
        }
        for subject, found in margins.items()
    }


def count_in(margins: Margins, cells: Iterable[Cell], by_one: int) -> None:
    """Raise or lower the counts by one submission.

    :param cells: all of `answer_sets.cells_of_record`
    :param by_one: 1 or -1
    """
    cells = list(cells)
    groups = {cell.subject: cell.option_key for cell in cells if cell.subject in NOT_COUNTED}
    counted_by = (KIND, *BY) if groups[KIND] in RESIDENTS else (KIND,)
    for cell in cells:
        if cell.subject not in NOT_COUNTED and cell.subject in margins:
            own = margins[cell.subject]
            for by in counted_by:
                own.setdefault(by, {}).setdefault(groups[by], Counter())[cell.option_key] += by_one
