"""Lines of a plan that are not actions: headings of priorities, extracts, titles, page furniture."""

import re
from dataclasses import dataclass

from consultation.plan.folding import flat, fold
from consultation.plan.vocabulary import alternatives

MAIN_WORDS = alternatives("headings", "main_words")
SUB_WORDS = alternatives("headings", "sub_words")
NUMBER = r"(?:\d{1,2}(?:\.\d{1,2}){0,2}|[ivx]{1,5})"
LEADING = re.compile(
    rf"^\W{{0,3}}(?P<word>(?P<sub>{SUB_WORDS})|(?:{MAIN_WORDS}))s?\s*(?:n\s?[°o]\.?|no\.?|num\.?|#)?\s*:?\s*"
    rf"(?:(?P<number>{NUMBER})(?![\w,])(?!\s*(?:%|ans\b|€|fois\b))|(?P<letter>[a-h])(?=\s*[:.)-])|(?P<spelled>one|two|three|four|five|six|seven|eight|un|deux|trois|quatre|cinq|six|sept|huit)(?=\s*(?:[:.)-]|$)))"
    r"\s*[-:.)/|]*\s*"
)
#: A word of the trade without a number, before a colon.
NAMED_HEADING = re.compile(rf"^\W{{0,3}}(?P<word>{alternatives('headings', 'named_words')})\s*:\s*(?=\S)")
TRAILING = re.compile(
    rf"[\s,:(\[-]*(?P<word>{MAIN_WORDS})\s*(?:n\s?°|no\.?|#)?\s*:?\s*(?P<number>\d{{1,2}}|[ivx]{{1,5}})\s*[)\]]?\W{{0,3}}$"
)
BARE_NUMBER = re.compile(
    r"^\W{0,2}(?P<number>\d{1,2}(?:\.\d{1,2}){0,2}|[ivx]{1,5}|[a-h])\s*(?:[/.):°-]+)\s*(?=\S)|^(?P<bare>\d{1,2})\s+(?=[^\W\d])"
)
GROUP_WORDS = re.compile(r"^\W{0,3}(?:groupe de travail|working group|atelier|groupe|workshop)\s*:?\s*(?=\W)")
EXTRACT = re.compile(
    r"^\W{0,3}(?P<source>(?:extraits?|extract|quote)\b[^:]{0,60}?|(?:constats?|contexte|context|diagnostic|background|rappel|enjeux|findings)\b[^:]{0,50}?)\s*:\s*"
)
PAGE_NUMBER = re.compile(r"^(?:(?:page|p\.?)\s*)?\d{1,3}(?:\s*(?:/|sur|of)\s*\d{1,3})?$|^-\s*\d{1,3}\s*-$")
CONTENTS_HEADING = re.compile(r"^(?:sommaire|table des matieres|(?:table of )?contents|index)$")
CONTENTS_LINE = re.compile(r"(?:\.{3,}|…{2,}|\t)\s*\d{1,3}\s*$")
SECTOR = re.compile(
    rf"^\W{{0,3}}(?P<word>{alternatives('headings', 'sector_words')})\b\s*(?P<mark>:|-)?\s*(?P<name>.{{2,80}})$"
)
NAMED = r"[^\W\d_a-z][\w'’-]*"
NAMED_AFTER = re.compile(
    r"(?i:\b(?:quartier|secteur|neighbou?rhood of))\s+(?:(?:prioritaire|des|de la|du|de|d'|of)\s+)?"
    rf"((?:Les |La |Le )?{NAMED}(?:[ -]{NAMED})*)"
)
NAMED_BEFORE = re.compile(rf"\b({NAMED}(?: {NAMED})*) (?:Neighbou?rhood|Area|Ward)\b")
TITLE_WORDS = re.compile(rf"\b{alternatives('headings', 'title_words')}\b")
YEARS = re.compile(r"(?<!\d)(20\d\d)\s*(?:-|/|a|au|to|et|and|->)\s*(20\d\d|\d\d)(?!\d)")
ONE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
NOTE_WORDS = re.compile(rf"^\W{{0,3}}{alternatives('headings', 'note_words')}\b")
SPELLED = {
    word: number
    for number, words in enumerate(
        ("one un", "two deux", "three trois", "four quatre", "five cinq", "six", "seven sept", "eight huit"), start=1
    )
    for word in words.split()
}
ROMAN = {"i": 1, "v": 5, "x": 10}
QUOTES = "\"'«»“”„ \t*_"
LONGEST_TITLE = 220


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a priority, or of a group of actions inside one."""

    word: str
    number: int | None
    printed_number: str
    title: str
    sub: bool


def heading_of(text: str) -> Heading | None:
    """The heading a line prints with a word of the trade and a number, None when it is something else.

    >>> heading_of('Groupe de travail "Jeunesse" Priorité 4').title
    'Jeunesse'
    """
    line = " ".join(text.split())
    if not line or len(line) > LONGEST_TITLE:
        return None
    places = flat(line)
    trailing = TRAILING.search(places)
    if trailing and _may_trail(places, trailing):
        title = GROUP_WORDS.sub("", places, count=1)
        start = len(places) - len(title)
        return Heading(
            trailing["word"],
            to_number(trailing["number"]),
            trailing["number"],
            _bare(line[start : trailing.start()]),
            sub=False,
        )
    leading = LEADING.match(places)
    if leading:
        printed = leading["number"] or leading["letter"] or leading["spelled"]
        return Heading(
            leading["word"],
            to_number(printed),
            printed,
            _bare(line[leading.end() :]),
            sub=bool(leading["sub"]) or "." in printed,
        )
    named = NAMED_HEADING.match(places)
    if named and not re.match(r"\W*(?:haute|moyenne|basse|high|medium|low|\d+)\W*$", places[named.end() :]):
        return Heading(named["word"], None, "", _bare(line[named.end() :]), sub=False)
    return None


def _may_trail(places: str, trailing: re.Match[str]) -> bool:
    """Whether the words before "Priorité 4" are a short title rather than a sentence that ends with it."""
    before = places[: trailing.start()].strip()
    return (
        bool(before)
        and len(before) < 140
        and not before.endswith((".", ",", " la", " de", " du", " the", " of", " l'"))
        and not before[-1].isdigit()
    )


def group_title(text: str) -> str | None:
    """The quoted title of a working group printed without a number, None for other lines."""
    line = " ".join(text.split())
    match = GROUP_WORDS.match(flat(line))
    return _bare(line[match.end() :]) if match and len(line) < LONGEST_TITLE else None


def numbered_heading(text: str) -> tuple[int | None, str, str]:
    """Number, number as printed and title of a heading such as "II. Emploi"; no number when none is printed."""
    line = " ".join(text.split())
    match = BARE_NUMBER.match(flat(line))
    if not match:
        return None, "", _bare(line)
    printed = match["number"] or match["bare"]
    return to_number(printed), printed, _bare(line[match.end() :])


def to_number(printed: str) -> int | None:
    """The first number of "2", "2.1", "II", "b" or "two".

    >>> to_number("IV"), to_number("2.3"), to_number("b")
    (4, 2, 2)
    """
    small = printed.casefold()
    if small[:1].isdigit():
        return int(small.split(".")[0])
    if small in SPELLED:
        return SPELLED[small]
    if small and all(letter in ROMAN for letter in small):
        values = [ROMAN[letter] for letter in small]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < after else value for value, after in pairs)
    return ord(small) - ord("a") + 1 if len(small) == 1 and small.isalpha() else None


def extract_of(text: str) -> tuple[str, str] | None:
    """(source, words) of an extract such as "Extrait du 23 mai : …", None for other lines."""
    match = EXTRACT.match(flat(text))
    return (text[: match.end("source")].strip(QUOTES), text[match.end() :].strip(" *")) if match else None


def sector_of(text: str) -> str | None:
    """The name printed after "Secteur", "Quartier :", "Neighbourhood:"…, None for other lines."""
    match = SECTOR.match(flat(text))
    if not match or len(text) > 90:
        return None
    if not match["mark"] and not text[match.start("name") :][:1].isupper():
        return None
    return text[match.start("name") : match.end("name")].strip(QUOTES)


def sector_in_title(title: str) -> str:
    """The neighbourhood a title names ("Plan du quartier Saint-Roch", "Mill Neighbourhood Plan"), else nothing."""
    match = NAMED_AFTER.search(title) or NAMED_BEFORE.search(title)
    return match[1].strip() if match else ""


def years_of(text: str) -> tuple[int | None, int | None]:
    """First and last year of a title such as "Contrat de ville 2024-2030"."""
    words = fold(text)
    match = YEARS.search(words)
    if match:
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        return (int(match[1]), int(last)) if int(last) >= int(match[1]) else (int(match[1]), None)
    years = ONE_YEAR.findall(words)
    return (int(years[0]), None) if len(years) == 1 else (None, None)


def _bare(title: str) -> str:
    """The title without the quotes and marks around it, inner quotes kept."""
    bare = title.strip().strip("*_").strip(" \t:–—-|.")
    for opening, closing in (('"', '"'), ("«", "»"), ("“", "”")):
        if (
            bare.startswith(opening)
            and bare.endswith(closing)
            and bare.count(opening) + bare.count(closing) in {2, 4}
            and len(bare) > 2
        ):
            bare = bare[1:-1].strip()
    return bare
