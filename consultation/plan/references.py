"""Which actions a plan mentions from another place, by the words they share."""

import re
from collections.abc import Mapping, Sequence

from consultation.plan.folding import fold
from consultation.plan.vocabulary import pattern

EMPTY_WORDS = pattern("references", "empty_words")
STEM_LENGTH = 6


def stems(text: str) -> set[str]:
    """The words of a text that say something, cut to their first letters so that plurals and kin meet."""
    return {word[:STEM_LENGTH] for word in re.findall(r"[a-z0-9]{3,}", fold(text)) if not EMPTY_WORDS.fullmatch(word)}


def best_match(phrase: str, titles: Mapping[str, str]) -> str | None:
    """The key of the one title that a phrase names, None when none or several equally do.

    A word counts the more the fewer titles hold it; half the phrase's weight must be found.
    """
    wanted = stems(phrase)
    if not wanted:
        return None
    holders = {key: stems(title) for key, title in titles.items()}
    rarity = {word: 1.0 / max(1, sum(_holds(words, word) for words in holders.values())) for word in wanted}
    scores = {key: sum(rarity[word] for word in wanted if _holds(words, word)) for key, words in holders.items()}
    ranked = sorted(scores.values(), reverse=True)
    if not ranked or ranked[0] < 0.5 or (len(ranked) > 1 and ranked[0] - ranked[1] < 0.2):
        return None
    best = max(scores, key=lambda key: scores[key])
    found = sum(_holds(holders[best], word) for word in wanted)
    return best if found * 2 >= len(wanted) else None


def _holds(words: set[str], stem: str) -> bool:
    return stem in words or (
        len(stem) >= 5 and any(word.startswith(stem[:5]) and abs(len(word) - len(stem)) <= 1 for word in words)
    )


def phrases_of_list(text: str) -> Sequence[str]:
    """The members of an enumeration, brackets opened."""
    return [piece.strip(" .…") for piece in re.split(r"[,;()]| - ", text) if piece.strip(" .…")]
