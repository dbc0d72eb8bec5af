"""Advice on the words of a question while it is written: plain values, no judgement by any service.

It says nothing rather than something wrong: a good question that is nagged at teaches people to look away.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from consultation.questionnaires.definition import Question
from consultation.questionnaires.kinds import KINDS, offered
from consultation.terms import Kind

GLOSSARY = Path(__file__).parent / "data" / "glossary.json"
EASY = "fr@falc"
LONGEST = {EASY: 12, "fr": 20, "en": 20}
"""Words of a sentence (T12; twenty is the limit GOV.UK writes by)."""
MOST_ON_PAPER = 10
"""Options or rows that fit half a sheet in two languages."""
MOST_RANKED = 7
"""Things a person can put in order without losing the first."""


class AdviceCode(StrEnum):
    """What could be said more plainly."""

    LONG = "long"
    TWO_IN_ONE = "two_in_one"
    LEADING = "leading"
    ACRONYM = "acronym"
    JARGON = "jargon"
    NEGATIVE = "negative"
    UNBALANCED = "unbalanced"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Advice:
    """One thing to look at; never a reason to refuse."""

    code: AdviceCode
    locale: str
    part: str = "label"
    """As in `faults.Wording`; `options` for all of them together."""
    words: str = ""
    """The words in question, as written."""
    instead: str = ""
    """What to write, where we know."""
    limit: int = 0


def advice_on(question: Question) -> list[Advice]:
    """Everything to look at in a question, in French (plain and easy) and in English."""
    found: list[Advice] = []
    for locale in LONGEST:
        for part, words in _texts(question, locale):
            is_asked = part == "label" or part.startswith("variant/")
            found += advice(words, locale, part) if is_asked else _words_advice(words, locale, part)
        if is_unbalanced([option.label.get(locale, "") for option in offered(question)], locale):
            found.append(Advice(AdviceCode.UNBALANCED, locale, "options"))
        elif is_unbalanced([question.low_label.get(locale, ""), question.high_label.get(locale, "")], locale):
            found.append(Advice(AdviceCode.UNBALANCED, locale, "low_label"))
    return [*found, *_too_many(question)]


def advice(words: str, locale: str, part: str = "label") -> list[Advice]:
    """Everything to look at in the words of a question; nothing in languages we have no rules for."""
    language = _language(locale)
    if language not in RULES:
        return []
    found = list(_words_advice(words, locale, part))
    rules = RULES[language]
    plain = words.replace("’", "'")
    if two := rules.two_in_one(plain):
        found.append(Advice(AdviceCode.TWO_IN_ONE, locale, part, two))
    if leading := rules.leading.search(plain):
        found.append(Advice(AdviceCode.LEADING, locale, part, leading[0]))
    elif negative := rules.negative_in(plain):
        found.append(Advice(AdviceCode.NEGATIVE, locale, part, negative))
    return found


def longest_sentence(words: str) -> int:
    """Words of the longest sentence."""
    return max(_count(one) for one in _sentences(words))


def is_unbalanced(labels: Sequence[str], locale: str) -> bool:
    """Whether the options are a scale with more steps on one side than on the other."""
    rules = RULES.get(_language(locale))
    if rules is None or len(labels) < 2 or not all(labels):
        return False
    signs = [rules.sign(label) for label in labels]
    good, bad, known = signs.count(1), signs.count(-1), sum(sign is not None for sign in signs)
    if known < len(labels) - (len(labels) > 3) or good + bad < 2:
        return False
    return abs(good - bad) > 1 or 0 in {good, bad}


@cache
def glossary() -> dict[str, dict[str, str]]:
    """{"acronyms": {letters: name}, "fr": {trade word: plain words}, "en": …, "known_to_all": {letters: ""}}."""
    read = json.loads(GLOSSARY.read_bytes())
    known = dict.fromkeys(read["known_to_all"], "")
    return {"acronyms": read["acronyms"], "fr": read["fr"], "en": read["en"], "known_to_all": known}


def _texts(question: Question, locale: str) -> Iterable[tuple[str, str]]:
    texts = {"label": question.label, "help": question.help}
    texts |= {f"variant/{age}": text for age, text in question.variants.items()}
    texts |= {f"row/{row.key}": row.label for row in question.rows if not row.retired}
    if question.kind is not Kind.PLACE:
        texts |= {f"option/{option.key}": option.label for option in offered(question)}
    return ((part, text[locale]) for part, text in texts.items() if text.get(locale))


def _words_advice(words: str, locale: str, part: str) -> Iterable[Advice]:
    """Length, acronyms, trade words: in any text."""
    limit = LONGEST.get(locale)
    if limit is None:
        return
    for sentence in _sentences(words):
        if _count(sentence) > limit:
            yield Advice(AdviceCode.LONG, locale, part, sentence.strip(), limit=limit)
    known = glossary()
    for letters in dict.fromkeys(re.findall(r"(?<![\w.])[A-Z][A-Z0-9]{1,5}s?(?![\w])", words)):
        bare = letters.rstrip("s")
        if bare in known["known_to_all"] or words.isupper():
            continue
        name = known["acronyms"].get(bare, "")
        if name and name.casefold() in words.casefold():
            continue
        yield Advice(AdviceCode.ACRONYM, locale, part, letters, name)
    folded = words.casefold().replace("’", "'")
    for term, instead in known[_language(locale)].items():
        if re.search(rf"(?<![\w-]){re.escape(term)}(?![\w-])", folded):
            yield Advice(AdviceCode.JARGON, locale, part, term, instead)


def _too_many(question: Question) -> Iterable[Advice]:
    locale = next(iter(question.label), "fr")
    entry = KINDS[question.kind]
    limit = MOST_RANKED if question.kind is Kind.RANKING else MOST_ON_PAPER
    if entry.paper and entry.has_options and question.kind is not Kind.PLACE and len(offered(question)) > limit:
        yield Advice(AdviceCode.TOO_MANY, locale, "options", limit=limit)
    if sum(not row.retired for row in question.rows) > MOST_ON_PAPER:
        yield Advice(AdviceCode.TOO_MANY, locale, "rows", limit=MOST_ON_PAPER)


def _sentences(words: str) -> list[str]:
    return re.split(r"[.?!:;…]+", words)


def _count(sentence: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in re.findall(r"[\w'’-]+", sentence))


def _language(locale: str) -> str:
    return "fr" if locale == EASY else locale


class Rules:
    """What is leading, negative, double or one-sided in one language."""

    def __init__(
        self, *, double: Sequence[str], leading: str, negative: str, open_words: str, good: str, bad: str, middle: str
    ) -> None:
        self.double = [re.compile(one, re.IGNORECASE) for one in double]
        self.leading = re.compile(leading, re.IGNORECASE)
        self.negative = re.compile(negative, re.IGNORECASE)
        self.open_words = re.compile(open_words, re.IGNORECASE)
        self.good, self.bad, self.middle = (re.compile(rf"\b(?:{one})\b", re.IGNORECASE) for one in (good, bad, middle))

    def two_in_one(self, words: str) -> str:
        """The words that ask two things at once; empty when there is one."""
        if len(re.findall(r"[?؟]", words)) > 1:
            return words[: words.index("?") + 1]
        return next((found[0] for pattern in self.double if (found := pattern.search(words))), "")

    def negative_in(self, words: str) -> str:
        """The negation of a question that is answered by yes or no: "no" would mean two things."""
        if "?" not in words or self.open_words.search(words):
            return ""
        return found[0] if (found := self.negative.search(words)) else ""

    def sign(self, label: str) -> int | None:
        """1 for a good step of a scale, -1 for a bad one, 0 for the middle, None for no step at all."""
        plain = label.replace("’", "'")
        if self.middle.search(plain):
            return 0
        if self.bad.search(plain):
            return -1
        return 1 if self.good.search(plain) else None


_ASKED_FR = r"(?:vous|tu|il|elle|ils|elles|on)"
_JUDGED_FR = (
    r"(?:satisfaite?s?|contente?s?|d'accord|pensez-vous|avis sur|aimez-vous|trouvez-vous|jugez-vous|appréciez-vous|"
    r"(?:note|notez|évaluez)(?:-vous)?)"
)
_THE_FR = r"(?:(?:de |d'|du |des )?(?:la |le |les |l')|de |du |des |d'|la |le |les |l'|votre |vos |notre |nos )"
_JUDGED_EN = r"(?:satisfied|happy|agree|think of|opinion (?:of|on)|like|rate|feel about|find)"
RULES = {
    "fr": Rules(
        double=[
            r"\bet\s*/\s*ou\b",
            rf"\b\w+-{_ASKED_FR}\b[^?.:]*[ ,](?:et|ou)\b[^?.:]*\b\w+-{_ASKED_FR}\b",
            r"\best-ce qu[e'][^?.:]*\b(?:et|ou)\b[^?.:]*\best-ce qu[e']",
            rf"\b{_JUDGED_FR}\b[^?.:,]*{_THE_FR}\w+[^?.:,]{{0,40}}\bet {_THE_FR}\w+",
            r"\b(?:est|sont)-(?:il|elle|ils|elles|ce)s?\b (?:assez |très |plus )?\w+ et (?:assez |très |plus )?\w+",
            r"\bpourquoi et comment\b|\bcomment et pourquoi\b|\b(?:oui|non)[^?.]*,? et (?:si oui|pourquoi)\b",
            r",? et (?:si oui,?|pourquoi|comment|combien)\b(?=[^?.]*\?)(?<!^et )",
        ],
        leading=(
            r"\b(?:ne|n')\s?(?:pensez|trouvez|croyez|seriez|êtes|aimeriez|voudriez|voulez|souhaitez|serait|faut|faudrait|"
            r"devrait|est)-(?:vous|il|on|ce) pas\b|n'est-ce pas|\bnon\s*\?|évidemment|\bbien sûr\b|"
            r"tout le monde (?:sait|dit|veut|pense)|chacun (?:sait|le sait)|comme (?:tout le monde|la plupart)|"
            r"la plupart des (?:gens|habitants|voisins)|vous (?:conviendrez|admettrez|savez bien)|"
            r"\b(?:êtes|seriez)-vous d'accord (?:pour dire|que|avec le fait)|les experts|\bheureusement\b|"
            r"malheureusement|scandaleu\w+|magnifiques?|formidables?|merveilleu\w+|inacceptables?|insupportables?|"
            r"enfin (?:agir|faire|avoir)|à quel point (?:aimez|appréciez|êtes-vous (?:content|satisfait))|"
            r"il est (?:important|urgent|évident|clair) (?:de|d'|que)|comme nous\b|notre excellent"
        ),
        negative=(
            r"\b(?:ne|n')\s?\w+(?:-\w+)?(?:\s+\w+){0,2}\s+(?:pas|jamais|plus|aucune?|rien|personne)\b|"
            r"\b(?:interdire|empêcher|supprimer|refuser) [^?]*\b(?:interdi\w+|ne pas)|\bne pas\b|\bpas d'accord\b|"
            r"\bcontre (?:l'interdiction|la fermeture|la suppression|le refus)"
        ),
        open_words=(
            r"\b(?:quels?|quelles?|lequel|laquelle|lesquels|lesquelles|qui|quoi|où|pourquoi|comment|combien|quand)\b|"
            r"(?<!est-ce )\bque\b|\bqu'est-ce\b"
        ),
        good=(
            r"excellente?s?|parfaite?s?|génial\w*|super|bien|bonne?s?|satisfaite?s?|d'accord|oui|agréables?|faciles?|utiles?|"
            r"souvent|toujours|sûre?s?|contente?s?|beaux?|belles?|propres?"
        ),
        bad=(
            r"mal|mauvaise?s?|nuls?|pas|non|médiocres?|insatisfaite?s?|mécontente?s?|désagréables?|difficiles?|inutiles?|"
            r"jamais|rarement|peu|aucune?|désaccord|horribles?|sales?"
        ),
        middle=r"moyens?|moyennement|ni [^,]* ni|neutres?|parfois|peut-être|sans (?:avis|opinion)|ne sais? pas",
    ),
    "en": Rules(
        double=[
            r"\band\s*/\s*or\b",
            r"\b(?:do|did|would|are|have|can|will) you\b[^?.:]*\b(?:and|or) (?:do|did|would|are|have|can|will) you\b",
            rf"\b{_JUDGED_EN}\b[^?.:,]*\b(?:the|your|our) \w+[^?.:,]{{0,30}}\band (?:the|your|our) \w+",
            r"\b(?:is|are) (?:it|the|your|our|they)\b[^?.:,]{0,25}? \w+ and \w+\s*\?",
            r",? and (?:if so|why|how)\b[^?]*\?",
            r"\b(?:how and why|why and how)\b",
        ],
        leading=(
            r"\b(?:don't|wouldn't|shouldn't|isn't|aren't|won't|can't) (?:you|it|we|there|they)\b|,\s*(?:right|no)\s*\?|"
            r"\bobviously\b|\bof course\b|\bsurely\b|\beveryone (?:knows|agrees|wants)|\bmost people\b|\bexperts\b|"
            r"\bunfortunately\b|\bdo you agree that\b|\bwould you agree\b|\bhow much do you (?:like|love|enjoy)|"
            r"\b(?:wonderful|amazing|terrible|disgraceful|unacceptable|much-needed)\b|\bfinally\b|\bclearly\b"
        ),
        negative=r"\b(?:not|never|no longer|don't|doesn't|didn't|haven't|without)\b",
        open_words=r"\b(?:what|which|who|whom|whose|where|when|why|how)\b",
        good=(
            r"excellent|perfect|great|very good|good|well|satisfied|agree|yes|pleasant|easy|useful|often|always|safe|"
            r"happy"
        ),
        bad=(
            r"bad|badly|poor|very poor|not|no|never|rarely|dissatisfied|disagree|unpleasant|difficult|hard|useless|"
            r"unsafe|unhappy|awful|terrible"
        ),
        middle=r"average|fair|neither|neutral|sometimes|maybe|don't know|no opinion|so-so",
    ),
}
