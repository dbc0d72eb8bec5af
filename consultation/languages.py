"""The one table of languages: everything else about a language is read from it.

To add a language of the program: a line in `LANGUAGES` and a catalogue `translations/<code>/LC_MESSAGES/residents.po`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

DEFAULT_LOCALE = "fr"
EASY_FRENCH = "fr@falc"


class Language(NamedTuple):
    """A language, by its own name, in its own script."""

    name: str
    fallbacks: tuple[str, ...] = ()
    """Languages tried string by string, before the default, when words are missing."""
    is_right_to_left: bool = False
    aliases: tuple[str, ...] = ()
    """Other codes of it, such as browsers and other programs send."""
    cldr: str = ""
    """Locale of its dates and numbers, when it is not the code."""


LANGUAGES: Mapping[str, Language] = {
    "fr": Language("Français", aliases=("fra", "fre")),
    EASY_FRENCH: Language("Français facile", fallbacks=("fr",), aliases=("fr-x-falc", "fr-simple")),
    "en": Language("English", aliases=("eng",)),
    "ar": Language(
        "العربية", is_right_to_left=True, aliases=("ara", "arb", "ary", "arq", "aeb", "apc", "arz", "acm", "ajp", "ayl")
    ),
    "tr": Language("Türkçe", aliases=("tur",)),
    "pt": Language("Português", aliases=("por",), cldr="pt_PT"),
    "es": Language("Español", aliases=("spa",)),
    "ro": Language("Română", aliases=("ron", "rum", "mo", "mol")),
    "ru": Language("Русский", aliases=("rus",)),
    "uk": Language("Українська", aliases=("ukr",)),
    "fa": Language("فارسی / دری", is_right_to_left=True, aliases=("prs", "fas", "per", "pes")),
    "ps": Language("پښتو", is_right_to_left=True, aliases=("pus", "pbu", "pbt", "pst")),
}
"""Languages of the program, as they are offered: {code: language}."""

CONTENT_LANGUAGES: Mapping[str, Language] = {
    "zdj": Language("Shikomori"),
    "swb": Language("Shimaore"),
    "buc": Language("Kibushi"),
    "so": Language("Soomaali"),
    "ti": Language("ትግርኛ"),
    "am": Language("አማርኛ"),
    "bn": Language("বাংলা"),
    "ta": Language("தமிழ்"),
    "hi": Language("हिन्दी"),
    "ur": Language("اردو", is_right_to_left=True),
    "ckb": Language("کوردیی ناوەندی", is_right_to_left=True),
    "kmr": Language("Kurmancî"),
    "he": Language("עברית", is_right_to_left=True),
    "wo": Language("Wolof"),
    "snk": Language("Sooninkanxanne"),
    "bm": Language("Bamanankan"),
    "ff": Language("Pulaar"),
    "kab": Language("Taqbaylit"),
    "ln": Language("Lingála"),
    "mg": Language("Malagasy"),
    "sw": Language("Kiswahili"),
    "rom": Language("Romani čhib"),
    "sq": Language("Shqip"),
    "sr": Language("Српски"),
    "bs": Language("Bosanski"),
    "bg": Language("Български"),
    "pl": Language("Polski"),
    "it": Language("Italiano"),
    "ka": Language("ქართული"),
    "hy": Language("Հայերեն"),
    "zh": Language("中文"),
    "vi": Language("Tiếng Việt"),
}
"""Languages a questionnaire may be written in though the program has no words in them."""

RESIDENT_LOCALES = tuple(LANGUAGES)
ORGANISER_LOCALES = ("fr", "en")
READY_LOCALES = ("fr", "ar", "en")
"""Languages a new questionnaire starts with: the ready-made questions are written in them."""
OWN_NAMES = {code: language.name for code, language in LANGUAGES.items()}
"""Each language of the program by its own name, in its own script."""
ALIASES = {alias: code for code, language in LANGUAGES.items() for alias in language.aliases}
RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "thaa", "nkoo", "syrc", "adlm", "rohg"})
OWN_PART = "x(-[a-z0-9]{1,8})+"
"""What people agreed on among themselves, at the end of a code or instead of one."""
A_CODE = re.compile(
    rf"[a-z]{{2,3}}(-[A-Z][a-z]{{3}})?(-([A-Z]{{2}}|[0-9]{{3}}))?(-[a-z0-9]{{5,8}})?(-{OWN_PART})?|{OWN_PART}"
)


def known(locale: str) -> Language | None:
    """The language of a code, of the program or of contents; None when we have never heard of it."""
    return LANGUAGES.get(locale) or CONTENT_LANGUAGES.get(locale)


def own_name(locale: str, others: Mapping[str, str] | None = None) -> str:
    """A language by its own name; its code when nobody told us the name.

    :param others: names a questionnaire gives to languages of its own
    """
    language = known(locale)
    return (others or {}).get(locale) or (language.name if language else locale)


def canonical(tag: str) -> str:
    """The code we use for a language tag ("prs-AF" is "fa", "pt_BR" is "pt"); the bare language when it is not ours."""
    parts = tag.replace("_", "-").lower().split("-")
    for cut in range(len(parts), 0, -1):
        shorter = "-".join(parts[:cut])
        if shorter in LANGUAGES or shorter in ALIASES:
            return ALIASES.get(shorter, shorter)
    return parts[0]


def content_code(typed: str) -> str | None:
    """A code for a language of a questionnaire as BCP 47 writes it ("uz-cyrl" is "uz-Cyrl"); None when it is none.

    Codes CLDR has never heard of are as good as others: what counts is that browsers and screen readers can use them.
    """
    parts = typed.strip().replace("_", "-").split("-")
    own = False
    for at, part in enumerate(parts):
        own = own or part.lower() == "x"
        is_script = at > 0 and not own and len(part) == 4 and part.isalpha()
        is_region = at > 0 and not own and len(part) == 2
        parts[at] = part.capitalize() if is_script else part.upper() if is_region else part.lower()
    code = "-".join(parts)
    return code if A_CODE.fullmatch(code) else None


def direction(locale: str) -> str:
    """ "rtl" or "ltr"; a script in the code decides ("uz-Arab")."""
    parts = html_lang(locale).split("-")
    if scripts := [part.lower() for part in parts[1:] if len(part) == 4 and part.isalpha()]:
        return "rtl" if scripts[0] in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    language = known(locale) or known(ALIASES.get(parts[0], parts[0]))
    return "rtl" if language and language.is_right_to_left else "ltr"


def html_lang(locale: str) -> str:
    """The language tag for HTML: easy French is French."""
    return locale.split("@")[0].replace("_", "-")


def chain(locale: str, default: str = DEFAULT_LOCALE) -> tuple[str, ...]:
    """The languages in which words are looked for, the first one found counts."""
    language = LANGUAGES.get(locale)
    return tuple(dict.fromkeys((locale, *(language.fallbacks if language else ()), default)))


def frame_locale(locale: str, offered: Sequence[str] = ()) -> str:
    """The language of the program around words in `locale`: its own, else easy French or French.

    :param offered: languages of the questionnaire
    """
    if locale in LANGUAGES:
        return locale
    return EASY_FRENCH if EASY_FRENCH in offered else DEFAULT_LOCALE


def cldr_locale(locale: str) -> str:
    """A locale Babel can parse, for the dates and numbers of a language."""
    framed = frame_locale(locale)
    return LANGUAGES[framed].cldr or framed


def field_name(locale: str) -> str:
    """A language as part of the name of a form's field ("fr@falc" is "fr_falc")."""
    return locale.replace("@", "_").replace("-", "_")


def in_order(locales: Iterable[str]) -> list[str]:
    """Languages in the order of the table, those of the program first, each once."""
    order = {code: place for place, code in enumerate((*LANGUAGES, *CONTENT_LANGUAGES))}
    return sorted(set(locales), key=lambda locale: (order.get(locale, len(order)), locale))
