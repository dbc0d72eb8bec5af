"""Reading the "When?" cell of a plan: years, kind, rhythm, rank and milestones, in French and in English."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from consultation.plan.folding import flat
from consultation.plan.vocabulary import alternatives, pattern
from consultation.terms import WhenLabel


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step with its own date inside the cell; months are 1 to 12, None when only the year is printed."""

    text: str
    year: int
    start_month: int | None = None
    end_month: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The reading of one "When?" cell; years are whole, `frequency` counts times a year."""

    label: WhenLabel
    start_year: int | None = None
    end_year: int | None = None
    frequency: int | None = None
    #: Months of the first and of the last year, when printed.
    start_month: int | None = None
    end_month: int | None = None
    #: Years between which the plan hesitates.
    alternatives: tuple[int, ...] = ()
    #: The order of doing, where the plan gives one ("Priorité 1", "phase 2").
    rank: int | None = None
    #: "court", "moyen" or "long", where the plan gives a term.
    term: str | None = None
    #: The plan leaves the number of times open.
    frequency_open: bool = False
    milestones: tuple[Milestone, ...] = ()
    #: Codes of what a person should check.
    doubts: tuple[str, ...] = ()


def _numbers(words: Mapping[int, str]) -> dict[str, int]:
    """{word: number} of the words that stand for each number."""
    return {word: number for number, alike in words.items() for word in alike.split()}


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier|janv|jan|january",
            "fevrier|fevr|fev|february|feb",
            "mars|march|mar",
            "avril|avr|april|apr",
            "mai|may",
            "juin|june|jun",
            "juillet|juil|july|jul",
            "aout|august|aug",
            "septembre|sept|sep|september",
            "octobre|oct|october",
            "novembre|nov|november",
            "decembre|dec|december",
        ),
        start=1,
    )
    for name in names.split("|")
}
SEASONS = {
    "printemps": (3, 5), "spring": (3, 5), "ete": (6, 8), "summer": (6, 8), "automne": (9, 11), "autumn": (9, 11),
    "hiver": (12, 12), "winter": (12, 12), "rentree": (9, 9), "debut": (1, 3), "early": (1, 3), "beginning of": (1, 3),
    "fin": (10, 12), "late": (10, 12), "end of": (10, 12), "mi": (5, 8), "mid": (5, 8), "milieu": (5, 8),
}  # fmt: skip
ORDINALS = _numbers(
    {
        1: "1er 1ere 1re premier premiere first 1st",
        2: "2e 2eme 2nd 2nde deuxieme second seconde 2d",
        3: "3e 3eme troisieme third 3rd",
        4: "4e 4eme quatrieme fourth 4th",
        -1: "dernier derniere last",
    }
)
NUMBER_WORDS = _numbers(
    {
        1: "une un one a an once",
        2: "deux two twice",
        3: "trois three thrice",
        4: "quatre four",
        5: "cinq five",
        6: "six",
        7: "sept seven",
        8: "huit eight",
        9: "neuf nine",
        10: "dix ten",
        12: "douze twelve",
        0: "plusieurs several",
    }
)
PER_YEAR = _numbers(
    {
        365: "jour jours day",
        52: "semaine semaines sem week",
        12: "mois month",
        4: "trimestre quarter",
        2: "semestre half-year",
        1: "an ans annee year annum",
    }
)

YEAR = r"(?<!\d)(?:20\d\d)(?![\d]|\s?(?:€|euros?\b|habitants\b|logements\b|personnes\b|people\b))"
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
SEASON = alternatives("dates", "season")
ORDINAL = "(?:" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"
PART = (
    rf"(?:{ORDINAL}\s*(?:trimestre|semestre|quarter|half|trim\b\.?|sem\b\.?)"
    r"|[tqsh]\s?[1-4]\b|(?:trimestre|semestre|quarter)\s*[1-4]\b)"
)
DOT = re.compile(
    rf"(?:(?P<part>{PART})(?:\s*(?:de|d'|of|,|/|-))?\s*)?"
    rf"(?:(?P<season>{SEASON})(?:[\s-]+(?:de\s+|d'|l'annee\s+|of\s+)?))?"
    rf"(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+)?"
    rf"(?:(?P<month>{MONTH})\s*(?:de\s+l'annee\s+|de\s+|d'|of\s+|,\s*)?)?"
    rf"(?P<year>{YEAR})"
)
SLASHED = re.compile(r"(?<![\d/.])(?:(?P<day>\d{1,2})[/.-])?(?P<month>0?[1-9]|1[0-2])[/.](?P<year>20\d\d)(?!\d)")
ISO = re.compile(r"(?<!\d)(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?(?!\d)")
SHORT_YEAR = re.compile(
    rf"(?P<lead>\b{MONTH}\s*[-'/]?|\b[tqsh][1-4]\s*[-/']?\s*|\b{PART}\s+)(?P<year>2[0-9]|3[0-9])(?![\d/])\b(?!\s*(?:h\b|:))"
)
SHORT_RANGE = re.compile(r"(?<![\d/.-])(20\d\d)\s?[-/]\s?([2-4]\d)(?![\d/.-])")
YEAR_FIRST = re.compile(rf"(?P<year>{YEAR})\s*[-/,(]?\s*(?P<part>{PART})")

FREQUENCY_OPEN = pattern("dates", "frequency_open")
DURATION = pattern("dates", "duration")
NO_DATE = pattern("dates", "no_date")
STUDY = pattern("dates", "study")
DEFINE = pattern("dates", "define")
UNSURE = pattern("dates", "unsure")
BEFOREHAND = pattern("dates", "beforehand")
NOW = pattern("dates", "now")
SOON = pattern("dates", "soon")
ALWAYS = pattern("dates", "always")
FROM = pattern("dates", "from")
SINCE = re.compile(r"20\d\d\s*(?:-|->|a|to|,)\s*(?:en cours|present|now|today|aujourd'hui|ongoing|en continu)\b")
NOW_UNTIL = re.compile(r"(?:en cours|now|present|ongoing)\s*(?:-|->|a|to|jusqu\S*)\s*\D{0,12}20\d\d")
UNTIL = pattern("dates", "until")
BEFORE = re.compile(r"\bavant\s+(?:l'annee\s+)?20\d\d|\bbefore\s+20\d\d")
RANK = pattern("dates", "rank")
RANK_WORDS = pattern("dates", "rank_words")
TERMS = {"court": "court", "short": "court", "moyen": "moyen", "medium": "moyen", "mid": "moyen", "long": "long"}
TERM = pattern("dates", "term")
MONTH_ALONE = re.compile(
    rf"\b(?:{MONTH}|printemps|spring|ete|summer|automne|autumn|hiver|winter|rentree|noel|christmas|paques|easter|ramadan|toussaint|vacances)"
)
UNIT = f"({alternatives('dates', 'units')})"
COUNT = f"({alternatives('dates', 'counts')})"
TIMES = re.compile(
    rf"(?<![\d/.,-]){COUNT}(?:\s*(?:a|ou|-|/|to|or|et|and)\s*{COUNT})?\s*"
    rf"(?:x|fois|times?|[a-z'-]+s?(?:\s[a-z'-]+){{0,2}}?)?\s*(?:/|\bpar\b|\bl'|\bper\b|\beach\b|\bevery\b|\bchaque\b|\ba(?=\s(?:year|month|week|day|quarter)))\s*{UNIT}\b"
)
TIMES_LOOSE = re.compile(
    rf"(?<![\d/.,-]){COUNT}\s*(?:x|fois|times)\s*(?:/|par|l'|per|a|each|every|chaque|dans l')?\s*{UNIT}\b"
)
TIMES_WORD = re.compile(rf"\b(once|twice|thrice)\s*(?:a|per|every|each|/)?\s*{UNIT}\b")
EVERY_N = re.compile(rf"\b(?:tou(?:s|tes) les|chaque|every)\s+{COUNT}\s+{UNIT}\b")
EVERY = pattern("dates", "every")
YEARLY_UNITS = pattern("dates", "yearly_units")
FORTNIGHT = pattern("dates", "fortnight")
#: Adverbs of rhythm and their times a year, 0 for less than once; the first found decides.
ADVERBS = tuple(
    (pattern("dates", name), times)
    for name, times in (
        ("twice_monthly", 24), ("every_other_month", 6), ("every_other_year", 0), ("twice_yearly", 2),
        ("quarterly", 4), ("monthly", 12), ("weekly", 52), ("daily", 365), ("yearly", 1),
    )
)  # fmt: skip
SPLIT_STEPS = re.compile(r"[();\n]|(?<=[a-z\d])\.\s|,\s(?=[^\d])|\spuis\s|\sthen\s|\spour (?=un)")


def read_when(text: str) -> When:
    """The reading of the words printed under "When?"; words that say nothing known give `inconnu` with a doubt.

    >>> read_when("Dès 2024 3 X an")
    When(label=<WhenLabel.FROM_YEAR: 'a_partir_de'>, start_year=2024, end_year=None, frequency=3, ...)
    """
    printed = " ".join(text.split())
    words = _expanded(" ".join(flat(printed).split()))
    if NO_DATE.match(words):
        return When(WhenLabel.UNKNOWN)
    frequency, doubts = _frequency(words)
    frequency_open = bool(FREQUENCY_OPEN.search(words))
    rest = FREQUENCY_OPEN.sub(" ", words)
    points = _points(rest)
    label, start, end, more = _label(rest, points, frequency, frequency_open=frequency_open)
    months = _months(points, start, end)
    rank = RANK.search(words)
    term = TERM.search(words)
    return When(
        label=label,
        start_year=start,
        end_year=end,
        frequency=frequency,
        start_month=months[0],
        end_month=months[1],
        alternatives=_alternatives(points) if label is WhenLabel.UNCERTAIN else (),
        rank=int(next(group for group in rank.groups() if group)) if rank else None,
        term=TERMS.get(term[1] or {"c": "court", "m": "moyen", "l": "long"}[term[2]]) if term else None,
        frequency_open=frequency_open,
        milestones=_milestones(printed),
        doubts=tuple(dict.fromkeys((*doubts, *more))),
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """One date found in the words."""

    start: int
    year: int
    first_month: int | None = None
    last_month: int | None = None


def _expanded(words: str) -> str:
    """The words with "2024-26" and "sept. 24" written with whole years."""
    words = SHORT_RANGE.sub(lambda found: f"{found[1]}-20{found[2]}" if f"20{found[2]}" > found[1] else found[0], words)
    return SHORT_YEAR.sub(lambda found: found["lead"].rstrip(" -'/") + " 20" + found["year"], words)


def _points(words: str) -> list[_Point]:
    """Every date of the words in the order of print; a full date, a month, a quarter, a season or a bare year."""
    found: dict[int, _Point] = {}
    covered: list[tuple[int, int]] = []

    def keep(match: re.Match[str], months: tuple[int | None, int | None]) -> None:
        if not any(start < match.end() and match.start() < end for start, end in covered):
            covered.append(match.span())
            found[match.start()] = _Point(match.start(), int(match["year"]), *months)

    for numeric in (ISO, SLASHED):
        for match in numeric.finditer(words):
            keep(match, (int(match["month"]), int(match["month"])))
    for match in YEAR_FIRST.finditer(words):
        if not DOT.match(words, match.start()) or not _part_has_own_year(words, match):
            keep(match, _part_months(match["part"]))
    for match in DOT.finditer(words):
        keep(match, _point_months(match))
    return [found[place] for place in sorted(found)]


def _part_has_own_year(words: str, match: re.Match[str]) -> bool:
    """Whether the quarter after this year belongs to a later year ("2024, T1 2025")."""
    return bool(re.match(rf"\s*(?:de\s|d'|of\s|,|/|-)?\s*{YEAR}", words[match.end() :]))


def _point_months(match: re.Match[str]) -> tuple[int | None, int | None]:
    if match["month"]:
        month = MONTHS[match["month"].rstrip(".")]
        return month, month
    if match["part"]:
        return _part_months(match["part"])
    if match["season"]:
        return SEASONS[match["season"].removesuffix(" scolaire")]
    return None, None


def _part_months(part: str) -> tuple[int, int]:
    """First and last month of a quarter or a half-year."""
    half = bool(re.search(r"semestre|sem\b|half|^[sh]\s?\d", part))
    digit = re.search(r"[1-4]", part)
    ordinal = re.match(ORDINAL, part)
    number = ORDINALS[ordinal[0]] if ordinal else int(digit[0]) if digit else 1
    length = 6 if half else 3
    if number == -1:
        number = 12 // length
    number = min(number, 12 // length)
    return (number - 1) * length + 1, number * length


def _months(points: list[_Point], start: int | None, end: int | None) -> tuple[int | None, int | None]:
    first = next((point.first_month for point in points if point.year == start), None) if start else None
    last = next((point.last_month for point in reversed(points) if point.year == end), None) if end else None
    return first, last


def _label(
    words: str, points: list[_Point], frequency: int | None, *, frequency_open: bool
) -> tuple[WhenLabel, int | None, int | None, list[str]]:
    """Kind, first year, last year, doubts."""
    years = [point.year for point in points]
    if not years:
        label, found = _label_without_year(words, frequency, frequency_open=frequency_open)
        return label, None, None, found
    doubts: list[str] = []
    low, high = min(years), max(years)
    many = low != high
    if many and years[0] > years[-1] and len(years) == 2:
        doubts.append("years_backwards")
    if STUDY.search(words):
        open_ended = FROM.search(words) and not many
        return WhenLabel.TO_STUDY, low, None if open_ended else high, doubts
    if UNSURE.search(words) and not re.search(r"\(\s*\?\s*\)\s*$", words.replace("2", "")):
        return WhenLabel.UNCERTAIN, low, None if FROM.search(words) and not many else high, doubts
    if many:
        if NOW.search(words) and re.search(r"appel|call|mise en route", words):
            return WhenLabel.IMMEDIATE, high, None, doubts
        if re.search(r"et apres|and after|et au[- ]dela|and beyond|onwards?|et suivante", words):
            return WhenLabel.FROM_YEAR, low, None, doubts
        return WhenLabel.PERIOD, low, high, doubts
    if SINCE.search(words):
        return WhenLabel.FROM_YEAR, low, None, doubts
    if ALWAYS.match(words):
        return WhenLabel.PERMANENT, low, None, doubts
    if NOW.search(words):
        if UNTIL.search(words) or NOW_UNTIL.search(words):
            return WhenLabel.PERIOD, None, _last_year(words, low), doubts
        return WhenLabel.IMMEDIATE, low, None, doubts
    if SOON.search(words):
        return (
            WhenLabel.SOON,
            None if UNTIL.search(words) else low,
            _last_year(words, low) if UNTIL.search(words) else None,
            doubts,
        )
    if UNTIL.search(words) and not (len(points) > 1 and points[0] != points[-1]):
        return WhenLabel.PERIOD, None, _last_year(words, low), doubts
    if FROM.search(words):
        return WhenLabel.FROM_YEAR, low, None, doubts
    if BEFOREHAND.search(words):
        return WhenLabel.BEFOREHAND, low, None, doubts
    if ALWAYS.search(words):
        return WhenLabel.PERMANENT, low, None, doubts
    return WhenLabel.YEAR, low, low, doubts


def _last_year(words: str, year: int) -> int:
    """The last whole year that a deadline leaves: "avant 2026" ends with 2025."""
    return year - 1 if BEFORE.search(words) else year


def _label_without_year(words: str, frequency: int | None, *, frequency_open: bool) -> tuple[WhenLabel, list[str]]:
    for words_of_label, label in (
        (STUDY, WhenLabel.TO_STUDY),
        (BEFOREHAND, WhenLabel.BEFOREHAND),
        (NOW, WhenLabel.IMMEDIATE),
        (SOON, WhenLabel.SOON),
        (DEFINE, WhenLabel.TO_DEFINE),
    ):
        if words_of_label.search(words):
            return label, []
    if frequency_open:
        return WhenLabel.TO_DEFINE, []
    if ALWAYS.search(words) or frequency or EVERY.search(words) or any(adverb.search(words) for adverb, _ in ADVERBS):
        return WhenLabel.PERMANENT, []
    if TERM.search(words):
        return WhenLabel.PERIOD, ["term_without_years"]
    if RANK.search(words) or RANK_WORDS.match(words):
        return WhenLabel.RANK, []
    if UNSURE.search(words):
        return WhenLabel.UNCERTAIN, ["date_without_year"]
    if DURATION.search(words):
        return WhenLabel.PERIOD, ["date_without_year"]
    if MONTH_ALONE.search(words):
        return WhenLabel.UNKNOWN, ["date_without_year"]
    return WhenLabel.UNKNOWN, ["date_not_understood"]


def _alternatives(points: list[_Point]) -> tuple[int, ...]:
    return tuple(sorted({point.year for point in points}))


def _frequency(words: str) -> tuple[int | None, list[str]]:
    """Times a year printed in the words, with a doubt when they give a range or less than once a year."""
    if FORTNIGHT.search(words):
        return 26, []
    every = EVERY_N.search(words)
    if every:
        step = _count(every[1])
        yearly = _yearly(every[2])
        return (yearly // step, []) if step and yearly % step == 0 else (None, ["rhythm_under_a_year"])
    for times_a_unit in (TIMES, TIMES_LOOSE, TIMES_WORD):
        match = times_a_unit.search(words)
        if match and (times := _count(match[1])):
            high = _count(match[2]) if times_a_unit is TIMES and match[2] else 0
            return times * _yearly(match[match.lastindex or 1]), ["frequency_range"] if high else []
    for adverb, times in ADVERBS:
        if adverb.search(words):
            return (times, []) if times else (None, ["rhythm_under_a_year"])
    match = EVERY.search(words)
    if match:
        return _every(match[1]), []
    return None, []


def _count(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word, 0)


def _yearly(unit: str) -> int:
    return PER_YEAR.get(unit) or PER_YEAR[unit.rstrip("s")]


def _every(unit: str) -> int:
    if re.match(r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+day|week-?end", unit) and unit not in {
        "day",
        "days",
    }:
        return 52
    if re.match(r"matin|soir", unit):
        return 365
    if YEARLY_UNITS.fullmatch(unit):
        return 1
    return _yearly(unit)


def _milestones(printed: str) -> tuple[Milestone, ...]:
    """Steps printed with a month or a quarter of their own, when the cell holds more than one date or a call."""
    places = flat(printed)
    cuts = [0, *(match.end() for match in SPLIT_STEPS.finditer(places)), len(places)]
    steps = []
    for start, end in itertools.pairwise(cuts):
        points = [point for point in _points(_expanded(places[start:end])) if point.first_month]
        if len(points) == 1:
            text = printed[start:end].strip(" ().;,:")
            steps.append(Milestone(text, points[0].year, points[0].first_month, points[0].last_month))
    return tuple(steps) if len(steps) > 1 or (steps and len(cuts) > 2) else ()
