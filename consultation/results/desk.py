"""A plan on the desk: its numbers and what waits on it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from consultation.results.figures import shown
from consultation.results.queries import PlanOnDesk
from consultation.results.suppression import SENSITIVE_THRESHOLD
from consultation.results.tallied import Tallied
from consultation.submissions.tallies import BASE, EVERYBODY, action_subject


@dataclass(frozen=True)
class Card:
    """One plan on the desk."""

    plan: PlanOnDesk
    heard_shown: int | None
    """Residents heard, in full tens for readers; None: fewer than ten, which also protects sensitive questions."""
    without_voice: int
    """Actions nobody was heard on, neither by a questionnaire nor by an idea."""

    @property
    def is_simulated(self) -> bool:
        return any(campaign.is_simulated for campaign in self.plan.campaigns)


def card_of(
    plan: PlanOnDesk, counted: Mapping[str, Tallied], ideas: Collection[tuple[int, str]], *, is_exact: bool
) -> Card:
    """The card of a plan, from {"@all" or an action's subject: people heard} and the actions with ideas."""
    heard = shown(counted.get(EVERYBODY, Tallied()).residents()[BASE], SENSITIVE_THRESHOLD)
    voiced = {subject for subject, tallied in counted.items() if tallied.kinds}
    return Card(
        plan,
        heard if is_exact or heard is None else heard // 10 * 10,
        sum(action_subject(key) not in voiced and (plan.id, key) not in ideas for key in plan.action_keys),
    )
