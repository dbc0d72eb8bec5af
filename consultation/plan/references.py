"""Which actions a plan mentions from another place, by the words they share."""

import re
from collections.abc import Collection, Mapping, Sequence

from consultation.plan.folding import fold
from consultation.plan.vocabulary import pattern

EMPTY_WORDS = pattern("references", "empty_words")
STEM_LENGTH = 6


def stems(text: str) -> set[str]:
    """The words of a text that say something, cut to their first letters so that plurals and kin meet."""
    return {word[:STEM_LENGTH] for word in re.findall(r"[a-z0-9]{3,}", fold(text)) if not EMPTY_WORDS.fullmatch(word)}


class Names:
    """The titles of a plan's actions or priorities, ready to be recognised in a phrase."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.folded = {key: fold(title) for key, title in titles.items()}
        self.stems = {key: stems(title) for key, title in titles.items()}

    @property
    def keys(self) -> set[str]:
        return set(self.stems)

    def holding(self, phrase: str) -> list[str]:
        """The keys of the titles that hold the phrase whole."""
        wanted = fold(phrase).strip()
        return [key for key, title in self.folded.items() if wanted in title]

    def best(self, phrase: str, without: Collection[str] = ()) -> str | None:
        """The key of the one title that a phrase names, None when none or several equally do.

        A word counts the more the fewer titles hold it; half the phrase's words must be found.
        """
        wanted = stems(phrase)
        found = {
            key: {stem for stem in wanted if _holds(words, stem)}
            for key, words in self.stems.items()
            if key not in without
        }
        held = {stem: sum(stem in stems_found for stems_found in found.values()) for stem in wanted}
        scores = {key: sum(1 / held[stem] for stem in stems_found) for key, stems_found in found.items()}
        ranked = sorted(scores.values(), reverse=True)
        if not ranked or ranked[0] < 0.5 or (len(ranked) > 1 and ranked[0] - ranked[1] < 0.2):
            return None
        best = max(scores, key=lambda key: scores[key])
        return best if len(found[best]) * 2 >= len(wanted) else None


def _holds(words: set[str], stem: str) -> bool:
    return stem in words or (
        len(stem) >= 5 and any(word.startswith(stem[:5]) and abs(len(word) - len(stem)) <= 1 for word in words)
    )


def phrases_of_list(text: str) -> Sequence[str]:
    """The members of an enumeration, brackets opened."""
    return [piece.strip(" .…") for piece in re.split(r"[,;()]| - ", text) if piece.strip(" .…")]
