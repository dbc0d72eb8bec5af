"""Which actions of a plan a reader asked to see."""

import re

from consultation.models import Action, Plan
from consultation.plan.folding import fold


def found_values(plan: Plan) -> tuple[list[str], list[str]]:
    """(what is missing somewhere, the publics named somewhere) in the actions in force."""
    actions = [action for priority in plan.priorities for action in priority.actions if not action.is_retired]
    missing = {name for action in actions for name in action.missing}
    publics = {name for action in actions for name in action.publics}
    return sorted(missing), sorted(publics)


def chosen_actions(plan: Plan, word: str = "", missing: str = "", public: str = "") -> set[str]:
    """Keys of the actions in force that hold the word as printed, lack this, and are for that public."""
    return {
        action.key
        for priority in plan.priorities
        for action in priority.actions
        if not action.is_retired
        and (not word or holds(action, word))
        and (not missing or missing in action.missing)
        and (not public or public in action.publics)
    }


def holds(action: Action, word: str) -> bool:
    """Whether the printed words or the corrected title hold this word, whole, whatever its case and accents."""
    printed = " ".join(words for _, words in action.original.get("cells", []))
    return bool(re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", fold(f"{printed} {action.title}")))
