"""Which actions, notes and priorities of a plan speak of one another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from consultation.plan.action import ReadAction
from consultation.plan.folding import flat, fold
from consultation.plan.references import Names, phrases_of_list
from consultation.plan.vocabulary import alternatives

REFERS = re.compile(rf"\b{alternatives('references', 'refers')}(?=\W)(?P<rest>[^.;\n]*(?:\([^)]*\))?[^.;\n]*)")
QUOTED = re.compile(r'"([^"]{3,60})"')
NUMBERED = re.compile(
    r"\b(?:cf\.?|voir|see|lien avec)\s+(?:l'|the )?(?:fiche )?action\s*(?:n\s?°)?\s*(\d{1,2}(?:\.\d{1,2})?)"
)
#: Beyond, a document is no plan, and comparing everything with everything would take minutes.
MOST_ACTIONS = 2_000


@dataclass(eq=False)
class ReadPriority:
    """A priority as understood; `heading` is its heading as printed."""

    number: int
    title: str
    heading: str
    extract: str = ""
    extract_source: str = ""
    notes: list[str] = field(default_factory=list)
    actions: list[ReadAction] = field(default_factory=list)
    #: Keys of the actions each note names, in the order of the notes.
    note_references: list[list[str]] = field(default_factory=list)


def link(priorities: Sequence[ReadPriority]) -> None:
    """Set the references between actions, from notes to actions, and from origin notes to priorities."""
    actions = [action for priority in priorities for action in priority.actions]
    if len(actions) > MOST_ACTIONS:
        return
    titles = Names({action.key: action.title for action in actions})
    wider = Names({action.key: f"{action.title} {' '.join(action.how)}" for action in actions})
    groups = Names({str(priority.number): priority.title for priority in priorities if priority.title})
    for priority in priorities:
        own = {action.key for action in priority.actions}
        for action in priority.actions:
            found = {titles.best(phrase, without={action.key}) for phrase in _referring(action)}
            numbered = _by_number(action, [*priority.actions, *actions])
            action.references = sorted(key for key in found | {numbered} if key)
            action.origin_priorities = _priorities_named(action.origin_note, groups) if action.origin_note else []
        priority.note_references = [_keys_in(note, titles, wider, own) for note in priority.notes]


def _keys_in(note: str, titles: Names, wider: Names, own: set[str]) -> list[str]:
    """The actions a note says were moved elsewhere; its own priority only where there is no other."""
    without = own if own != titles.keys else set()
    found = {
        titles.best(_unbracketed(phrase), without=without) or wider.best(phrase, without=without)
        for phrase in _moved(note)
    }
    return sorted(key for key in found if key)


def _referring(action: ReadAction) -> Iterator[str]:
    for item in action.how:
        match = REFERS.search(flat(item))
        if match:
            rest = item[match.start("rest") : match.end("rest")]
            inside = re.search(r"\(([^)]*)\)", rest)
            yield from phrases_of_list(inside[1] if inside else rest.strip(" )"))


def _by_number(action: ReadAction, others: Sequence[ReadAction]) -> str | None:
    """The action named by its printed number ("cf. action 3"), first in the same priority."""
    match = NUMBERED.search(fold(" ".join(action.how)))
    if not match:
        return None
    same = (
        one.key
        for one in others
        if re.sub(r"\D*$", "", one.printed_number).split(" ")[-1] == match[1] and one is not action
    )
    return next(same, None)


def _moved(note: str) -> list[str]:
    """The actions a note says were moved elsewhere: what follows its last colon, or the whole note."""
    words = fold(note)
    if not re.search(r"propos|integr|releve|autres? (?:axe|onglet)|moved|other (?:priorit|tab)|transfer", words):
        return []
    return [piece for piece in re.split(r"[,;](?![^(]*\))", note.rsplit(":", 1)[-1]) if piece.strip()]


def _unbracketed(phrase: str) -> str:
    return re.sub(r"\([^)]*\)", "", phrase)


def _priorities_named(text: str, groups: Names) -> list[int]:
    """Numbers of the priorities whose titles an origin note quotes."""
    quoted = [phrase for phrase in QUOTED.findall(text) if fold(phrase)] or [text]
    named = set()
    for phrase in quoted:
        near = groups.best(phrase)
        named.update(groups.holding(phrase) or ([near] if near else []))
    return sorted(int(key) for key in named)
