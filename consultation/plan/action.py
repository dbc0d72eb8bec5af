"""One action of the plan, from the printed cells of its row to its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from consultation.plan.actors import Actor, Question, actors_of, candidates_of, missing_of, questions_of
from consultation.plan.blocks import Line
from consultation.plan.columns import Role
from consultation.plan.dates import When, read_when
from consultation.plan.folding import flat, fold
from consultation.plan.lists import bodies_of, items_of, joined
from consultation.plan.vocabulary import alternatives, names, pattern
from consultation.terms import WhenLabel

UNIT = r"(?:(?:fiche[- ]?)?(?:action|mesure|measure|projet|project|fiche)\s*(?:n\s?[°o]\.?|no\.?|#)?\s*)"
PRINTED_NUMBER = re.compile(
    rf"^\W{{0,2}}(?P<number>{UNIT}?(?:[a-z]{{1,3}}[-.]?)?\d{{1,3}}(?:[.-]\d{{1,3}}){{0,3}}(?:\s?(?:bis|ter|[a-e](?![a-z])))?"
    r"\s*(?:[/.):°](?!\d)|-(?=\s)|:)\s?)(?=\s*\S)"
    rf"|^(?P<word>{UNIT}[a-z]{{0,3}}\d{{1,3}}(?:[.-]\d{{1,3}}){{0,3}})\b\s*(?:[-:./]\s*)?"
    r"|^(?P<bare>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\s+(?=[^\W\d])"
    r"|^(?P<letter>[a-z][/)])\s*(?=\S)"
)
ORIGIN = re.compile(
    rf"\s*(?:->|=>|→|⇒|>>)\s*(?=.{{0,80}}\b{alternatives('origin', 'words')}\b)"
    rf"|\s*[(\[]\s*(?={alternatives('origin', 'openings')}\b)"
)
PART_LABEL = re.compile(
    r"\W{0,3}(?:(?P<pilot>pilot(?:e|es|age)|porteurs?|chef de file|coordination|lead(?: partner| body)?|owner)"
    r"|(?:autres? )?partenaires?(?: associes?| mobilises?)?|(?:other )?partners|en lien avec|avec)\s*:\s*"
)
OBJECTIVE = re.compile(
    r"\s*(?<!\w)(?:objectifs?(?: vises?| poursuivis?)?|objectives?|aims?|goals?|buts?|finalites?)\s*:\s*"
)
NUMBER_TO_SET = re.compile(
    r"\b(?:nombre|number)\b.{0,40}\b(?:a determiner|a definir|a preciser|to be (?:determined|defined|set)|tbd)\b"
)
YEAR = re.compile(r"(?:[TSQHtsqh]\d ?)?20\d\d")
#: A cell of a calendar that holds more than a cross says something.
LONGEST_CROSS = 3
PUBLIC_PATTERNS = {public: pattern("publics", public) for public in names("publics")}


@dataclass
class Parts:
    """The printed cells of one action, by role, as they were gathered."""

    lines: dict[Role, list[Line]] = field(default_factory=dict)
    other: list[tuple[str, str]] = field(default_factory=list)
    original: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Headings of the calendar columns that are crossed.
    years: list[str] = field(default_factory=list)
    #: Roles a fiche names, filled or not.
    asked: set[Role] = field(default_factory=set)
    where: str = ""
    subgroup: str = ""

    def add(self, role: Role, heading: str, lines: Sequence[Line]) -> None:
        """The lines put with their role, and kept as printed."""
        if not lines:
            return
        self.keep(heading, lines)
        if role is Role.YEAR:
            self.years.append(YEAR.findall(heading)[-1] if YEAR.search(heading) else heading)
            text = joined(lines)
            if len(text) > LONGEST_CROSS:
                self.lines.setdefault(Role.WHEN, []).extend(lines)
        elif role is Role.OTHER:
            self.other.append((heading, "\n".join(line.text for line in lines)))
        else:
            self.lines.setdefault(role, []).extend(lines)

    def keep(self, heading: str, lines: Sequence[Line]) -> None:
        """The lines kept as printed, joined to what the same column already holds."""
        text = "\n".join(line.text for line in lines)
        for place, (known, before) in enumerate(self.original):
            if known == heading:
                self.original[place] = (known, f"{before}\n{text}")
                return
        self.original.append((heading, text))

    def of(self, role: Role) -> list[Line]:
        return self.lines.get(role, [])


@dataclass(eq=False)
class ReadAction:
    """An action as understood, with its printed words beside it."""

    position: int
    key: str
    printed_number: str
    title: str
    objective: str
    origin_note: str
    how: list[str]
    who: list[str]
    when: str
    reading: When
    missing: list[str]
    #: named, to_find or empty.
    pilot_state: str
    pilots: list[str]
    candidates: list[str]
    actors: list[Actor]
    questions: list[Question]
    publics: list[str]
    place: str
    subgroup: str
    notes: list[str]
    other: list[tuple[str, str]]
    original: list[tuple[str, str]]
    where: str
    #: A person chose the reading of the date.
    when_is_settled: bool = False
    references: list[str] = field(default_factory=list)
    #: Numbers of the priorities its origin note names.
    origin_priorities: list[int] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Every printed word of the action."""
        return "\n".join(text for _, text in self.original)


def build_action(parts: Parts, *, position: int, priority_number: int, has_pilot_column: bool) -> ReadAction:
    """The action whose cells were gathered; `position` counts from 1 in its priority."""
    printed, title, objective, origin = split_title(joined(parts.of(Role.TITLE)))
    number_cell = joined(parts.of(Role.NUMBER))
    objective = " ".join(filter(None, (objective, joined(parts.of(Role.OBJECTIVE)))))
    origin = " ".join(filter(None, (origin, joined(parts.of(Role.ORIGIN)))))
    pilot_lines, who_lines = _by_part(parts.of(Role.PILOT), parts.of(Role.WHO))
    who_text, pilot_text = joined(who_lines), joined(pilot_lines)
    when = _when_text(parts)
    reading = read_when(when)
    how = items_of(parts.of(Role.HOW))
    candidates = candidates_of(pilot_text) or candidates_of(who_text)
    pilots = bodies_of(pilot_lines)
    who = [*pilots, *(body for body in bodies_of(who_lines) if body not in pilots)]
    pilot = pilot_text if has_pilot_column else None
    missing, state = missing_of(
        who_text, pilot, " ".join((title, joined(parts.of(Role.HOW)), joined(parts.of(Role.PLACE))))
    )
    return ReadAction(
        position=position,
        key=f"P{priority_number}.{position:02d}",
        printed_number=number_cell or printed,
        title=title
        if not (number_cell and printed) or printed.strip(" /.)-:") == number_cell.strip(" /.)-:")
        else f"{printed} {title}",
        objective=objective,
        origin_note=origin,
        how=how,
        who=who,
        when=when,
        reading=reading,
        missing=missing + _missing_date(when, reading),
        pilot_state=state,
        pilots=pilots if state == "named" else [],
        candidates=candidates,
        actors=actors_of(bodies_of(who_lines), pilots, candidates),
        questions=_questions(parts, title, when),
        publics=publics_of("\n".join(text for _, text in parts.original)),
        place=joined(parts.of(Role.PLACE)),
        subgroup=parts.subgroup,
        notes=parts.notes,
        other=parts.other,
        original=parts.original,
        where=parts.where,
    )


def split_title(text: str) -> tuple[str, str, str, str]:
    """(printed number, title, objective, origin note) of a title cell.

    >>> split_title("8/ Un festival -> proposition de l'atelier \\"image\\"")
    ('8/', 'Un festival', '', 'proposition de l\\'atelier "image"')
    """
    number = number_of(text)
    rest = text[len(number[1]) :].strip()
    places = flat(rest)
    objective, origin = OBJECTIVE.search(places), ORIGIN.search(places)
    ends = sorted(match.start() for match in (objective, origin) if match)
    title = rest[: ends[0]].strip() if ends else rest
    if not title:
        return number[0], rest, "", ""
    return number[0], title, _part(rest, objective, ends), _origin(_part(rest, origin, ends))


def number_of(text: str) -> tuple[str, str]:
    """(number as printed, all that it covers at the start of the text); two empty texts when none is printed."""
    match = PRINTED_NUMBER.match(flat(text))
    if not match:
        return "", ""
    end = match.end("number") if match["number"] else match.end()
    covered = text[: match.end()] if match["word"] else text[:end]
    return covered.strip().rstrip("-:–— ").strip(), covered


def _part(rest: str, match: re.Match[str] | None, ends: Sequence[int]) -> str:
    if not match:
        return ""
    later = [end for end in ends if end > match.start()]
    return rest[match.end() : later[0] if later else len(rest)].strip()


def _origin(text: str) -> str:
    bare = re.sub(r"[\s–-]+$", "", text)
    return bare[:-1].strip() if bare.endswith(")") and bare.count(")") > bare.count("(") else bare


def _by_part(pilot: Sequence[Line], who: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """(lines on the pilot, lines on the others); a "Who?" cell may itself say "Pilote : … Partenaires : …"."""
    lead, others = list(pilot), []
    for line in who:
        match = PART_LABEL.match(flat(line.text))
        rest = Line(line.text[match.end() :], line.bullet) if match else line
        if match and match["pilot"]:
            lead.append(rest)
        else:
            others.append(rest)
    return lead, [line for line in others if line.text]


def _when_text(parts: Parts) -> str:
    start, end = joined(parts.of(Role.START)), joined(parts.of(Role.END))
    span = f"{start} - {end}" if start and end and start != end else start or (f"jusqu'à {end}" if end else "")
    years = ", ".join(dict.fromkeys(parts.years))
    return " ".join(filter(None, (joined(parts.of(Role.WHEN)), span, years, joined(parts.of(Role.FREQUENCY)))))


def _missing_date(when: str, reading: When) -> list[str]:
    missing = []
    unread = reading.label is WhenLabel.UNKNOWN and not reading.doubts
    if not when.strip() or unread or reading.label is WhenLabel.TO_DEFINE:
        missing.append("date")
    if reading.frequency_open:
        missing.append("frequency")
    return missing


def _questions(parts: Parts, title: str, when: str) -> list[Question]:
    found = questions_of(title)
    for role in (Role.OBJECTIVE, Role.HOW, Role.PLACE, Role.PILOT, Role.WHO):
        for line in parts.of(role):
            found.extend(questions_of(line.text, "pilot" if role is Role.PILOT else "open"))
    if "?" in when:
        found.append(Question(when.strip(), "date"))
    if NUMBER_TO_SET.search(fold(when)):
        found.append(Question(when.strip(), "number"))
    return found


def publics_of(text: str) -> list[str]:
    """The publics whose words stand in the text."""
    words = fold(text)
    return [public for public, pattern in PUBLIC_PATTERNS.items() if pattern.search(words)]


def mentions(action: ReadAction, word: str) -> bool:
    """Whether the printed words of an action hold this word, whole, whatever its case and accents."""
    return bool(re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", fold(action.words)))
