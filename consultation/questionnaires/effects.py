"""What publishing a draft does to what was asked and answered before: plain values, for the page that asks."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from consultation.questionnaires.definition import Definition, Option, Question, Row, Text
from consultation.questionnaires.faults import question_wordings
from consultation.questionnaires.kinds import KINDS

SAME_WORDS = 0.6
"""Likeness from which a new wording is read as the old one put better; see the tests for pairs on both sides."""
NEGATIONS = re.compile(
    r"\b(?:ne|n'|pas|sans|jamais|aucun|aucune|non|contre|not?|never|none|without|against|don't|doesn't|isn't|nicht|"
    r"kein\w*|moins|less|fewer|mal|pire|worse|nunca|jamás|nu|hayır|не|нет|ні)\b|\b(?:لا|ليس|غير|بدون|لم|لن)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rewording:
    """One text that says something else than in the version before."""

    question: Question
    part: str
    """As in `faults.Wording`: label, option/<key>…"""
    locale: str
    old: str
    new: str

    @property
    def is_doubtful(self) -> bool:
        """Whether the new words may mean something else: then a person says whether it is the same question."""
        means = self.part in {"label", "low_label", "high_label"} or self.part.startswith(("option/", "row/"))
        return means and not same_meaning(self.old, self.new)


@dataclass(frozen=True)
class Effects:
    """What changes for people, sheets, counts and exports."""

    rewordings: tuple[Rewording, ...]
    added: tuple[Question, ...]
    retired: tuple[Question, ...]
    options_added: tuple[tuple[Question, Option | Row], ...]
    options_retired: tuple[tuple[Question, Option | Row], ...]
    columns: tuple[str, ...]
    """Names of columns the exports did not have."""
    stale: Mapping[str, tuple[Question, ...]]
    """{locale: questions whose words changed in the first language and not in this one}."""
    for_new_only: tuple[Question, ...]
    """Questions with a stricter rule: answers given before are not held against it."""
    locales_added: tuple[str, ...]
    locales_removed: tuple[str, ...]

    @property
    def doubtful(self) -> dict[str, list[Rewording]]:
        """{question key: rewordings to be asked about}."""
        found: dict[str, list[Rewording]] = {}
        for rewording in self.rewordings:
            if rewording.is_doubtful:
                found.setdefault(rewording.question.key, []).append(rewording)
        return found


def effects(previous: Definition, definition: Definition) -> Effects:
    """What becomes of `previous` when `definition` is published after it."""
    before = {question.key: question for question in previous.questions()}
    both = [(before[q.key], q) for q in definition.questions() if q.key in before]
    asked = [(old, new) for old, new in both if not new.retired]
    rewordings = [one for old, new in asked for one in _rewordings(old, new)]
    locale = definition.locales[0]
    return Effects(
        rewordings=tuple(rewordings),
        added=tuple(q for q in definition.questions() if q.key not in before and not q.retired),
        retired=tuple(new for old, new in both if new.retired and not old.retired),
        options_added=tuple((new, one) for old, new in asked for one in _added(old, new)),
        options_retired=tuple((new, one) for old, new in asked for one in _retired(old, new)),
        columns=tuple(_new_columns(previous, definition)),
        stale=_stale(rewordings, locale, definition.locales),
        for_new_only=tuple(new for old, new in asked if is_stricter(old, new)),
        locales_added=tuple(one for one in definition.locales if one not in previous.locales),
        locales_removed=tuple(one for one in previous.locales if one not in definition.locales),
    )


def same_meaning(old: str, new: str) -> bool:
    """Whether new words are likely the old ones put better: much alike, and no negation came or went."""
    if len(NEGATIONS.findall(_plain(old))) % 2 != len(NEGATIONS.findall(_plain(new))) % 2:
        return False
    one, other = _words(old), _words(new)
    if one == other:
        return True
    letters = SequenceMatcher(None, " ".join(one), " ".join(other)).ratio()
    kept = len({*one} & {*other}) / max(1, min(len({*one}), len({*other})))
    return max(letters, kept if min(len(one), len(other)) > 2 else 0) >= SAME_WORDS


def is_stricter(old: Question, new: Question) -> bool:
    """Whether an answer that was right may be wrong under the new rules."""
    return any(
        (
            new.required and not old.required,
            new.low is not None and (old.low is None or new.low > old.low),
            new.high is not None and (old.high is None or new.high < old.high),
            new.maximum is not None and (old.maximum is None or new.maximum < old.maximum),
            new.minimum is not None and (old.minimum is None or new.minimum > old.minimum),
            new.step != old.step,
            bool(new.constraint) and new.constraint != old.constraint,
            bool(new.relevant) and new.relevant != old.relevant,
            bool(new.choice_filter) and new.choice_filter != old.choice_filter,
            old.may_refuse and not new.may_refuse,
            old.may_not_know and not new.may_not_know,
        )
    )


def _rewordings(old: Question, new: Question) -> Iterable[Rewording]:
    former = {wording.part: wording.text for wording in question_wordings(old)}
    for wording in question_wordings(new):
        for locale, words in wording.text.items():
            said = former.get(wording.part, {}).get(locale)
            if said and said != words:
                yield Rewording(new, wording.part, locale, said, words)


def _added(old: Question, new: Question) -> Iterable[Option | Row]:
    known = {one.key for one in _lines(old)}
    return (one for one in _lines(new) if one.key not in known and not one.retired)


def _retired(old: Question, new: Question) -> Iterable[Option | Row]:
    offered = {one.key for one in _lines(old) if not one.retired}
    return (one for one in _lines(new) if one.retired and one.key in offered)


def _lines(question: Question) -> list[Option | Row]:
    return [*question.options, *question.rows]


def _new_columns(previous: Definition, definition: Definition) -> Iterable[str]:
    had = {column.name for q in previous.questions() for column in KINDS[q.kind].columns(q)}
    for question in definition.questions():
        for column in KINDS[question.kind].columns(question):
            if column.name not in had:
                yield column.name


def _stale(rewordings: Collection[Rewording], first: str, locales: Collection[str]) -> dict[str, tuple[Question, ...]]:
    changed = {(one.question.key, one.part, one.locale) for one in rewordings}
    found: dict[str, dict[str, Question]] = {}
    for one in rewordings:
        if one.locale != first:
            continue
        for locale in locales:
            stands = _text(one.question, one.part).get(locale)
            if locale != first and stands and (one.question.key, one.part, locale) not in changed:
                found.setdefault(locale, {})[one.question.key] = one.question
    return {locale: tuple(questions.values()) for locale, questions in found.items()}


def _text(question: Question, part: str) -> Text:
    return next((wording.text for wording in question_wordings(question) if wording.part == part), {})


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'").replace("n'", "n' ")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"\w+", plain)
