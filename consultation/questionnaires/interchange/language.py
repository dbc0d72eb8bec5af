"""Codes of languages from the names people give them in the headers of their forms."""

import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from consultation import languages
from consultation.languages import ALIASES, known

PROGRAMS_WORDS_FOR = ("en", "fr", "es", "pt", "ar", "ru", "uk", "tr", "fa", "ps", "ro", "de", "it", "nl", "sw", "id")
"""Languages whose names of languages are understood ("Arabic", "arabe", "árabe")."""
MORE_NAMES = {
    "dari": "prs", "دری": "prs", "farsi": "fa", "فارسی": "fa", "persan": "fa", "pashtu": "ps", "pashtoo": "ps",
    "pachto": "ps", "pachtou": "ps", "پښتو": "ps", "kurdî": "ku", "kurdi": "ku", "kurmanji": "kmr", "kurmancî": "kmr",
    "badini": "kmr", "sorani": "ckb", "سۆرانی": "ckb", "کوردی": "ckb", "bangla": "bn", "myanmar": "my",
    "tagalog": "tl", "khmer": "km", "creole": "ht", "kreyol": "ht", "kreyòl": "ht", "haitian": "ht",
    "fulfulde": "ff", "peul": "ff", "pulaar": "ff", "fulani": "ff", "hausa": "ha", "haoussa": "ha", "kanouri": "kr",
    "tamasheq": "tmh", "tamajaq": "tmh", "dioula": "dyu", "jula": "dyu", "moore": "mos", "mooré": "mos",
    "rohingya": "rhg", "chichewa": "ny", "nyanja": "ny", "kinyarwanda": "rw", "kirundi": "rn",
    "juba arabic": "pga", "darija": "ary", "shimaore": "swb", "shimaoré": "swb", "comorien": "zdj", "comorian": "zdj",
    "soninke": "snk", "soninké": "snk", "kabyle": "kab", "taqbaylit": "kab", "bosniaque": "bs", "oromiffa": "om",
    "afaan oromo": "om", "tigrigna": "ti", "tigrinia": "ti", "amharique": "am", "castellano": "es",
    "espanol": "es", "francais": "fr", "frances": "fr", "portugues": "pt", "arabe": "ar", "عربي": "ar", "عربى": "ar",
    "falc": "fr@falc", "facile a lire": "fr@falc", "francais facile": "fr@falc", "français facile": "fr@falc",
    "easy french": "fr@falc", "chinese simplified": "zh", "simplified chinese": "zh", "mandarin": "zh",
    "tetum": "tet", "tok pisin": "tpi", "pidgin": "pcm", "bislama": "bi", "cebuano": "ceb", "bisaya": "ceb",
    "uk english": "en", "us english": "en", "anglais": "en", "ingles": "en",
}  # fmt: skip
TELLING_CODES = frozenset(
    {"en", "fr", "ar", "es", "pt", "ru", "uk", "tr", "fa", "ps", "ro", "de", "it", "so", "sw", "bn", "ku", "ti"}
)
"""Codes that name a language even as the whole header of a column ("id", "no" or "is" do not)."""
CODE = re.compile(r"([a-zA-Z]{2,3})(?:[-_@]([A-Za-z0-9]{2,8}))*")


def language_code(name: str) -> str | None:
    """The code of a language from "Français (fr)", "fr", "French", "العربية", "pt-BR"; None when it is not known.

    Dialects the program has one name for go by it: Dari and Persian are `fa`.
    """
    code = _exact_code(name)
    return ALIASES.get(code, code) if code else None


def _exact_code(name: str) -> str | None:
    name = unicodedata.normalize("NFC", name).strip().strip("\u200e\u200f")
    if found := re.fullmatch(r"(.*?)[\s]*[(\[（]\s*([^()\[\]]*?)\s*[)\]）]\s*", name, re.DOTALL):
        outside, inside = found[1].strip(), found[2]
        code = _code(inside)
        if code and outside and not _is_language(inside) and (named := _named(outside)):
            return named
        return code or _named(inside) or _named(outside) or _code(outside)
    return _code(name) or _named(name)


def is_language_name(name: str) -> bool:
    """Whether a whole header can be nothing but a language: "Dari", "العربية", "fr"; never an unknown short word."""
    name = unicodedata.normalize("NFC", name).strip()
    if re.search(r"[(\[]", name):
        code = _exact_code(name)
        return code is not None and _named(re.split(r"[(\[]", name)[0].strip()) is not None
    return name.lower() in TELLING_CODES or _named(name) is not None


def private_code(name: str) -> str:
    """A code of our own for a language that nobody knows: `und-x-…`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "", plain)[:8]
    return f"und-x-{slug or format(sum(map(ord, name)) % 46656, 'x')}"


def own_name(code: str) -> str:
    """The language in its own words, else its code."""
    if known(code):
        return languages.own_name(code)
    try:
        return str(Locale.parse(code.replace("-", "_")).display_name or code)
    except (UnknownLocaleError, ValueError):
        english = Locale("en").languages.get(code)
        return str(english) if english else code


def _code(words: str) -> str | None:
    if words.lower() in {"fr@falc", "fr-x-falc", "fr_falc", "fr-falc"}:
        return "fr@falc"
    found = CODE.fullmatch(words)
    if not found or not _is_language(words):
        return None
    code = found[1].lower()
    return _aliases().get(code, code)


def _is_language(words: str) -> bool:
    found = CODE.fullmatch(words)
    return found is not None and (found[1].lower() in _languages() or found[1].lower() in _aliases())


@cache
def _languages() -> frozenset[str]:
    codes = {str(code).partition("_")[0] for code in Locale("en").languages}
    return frozenset(codes | set(MORE_NAMES.values()) | {"kmr", "swb", "tmh", "rhg", "prs", "ary", "arq", "snk", "kab"})


@cache
def _aliases() -> dict[str, str]:
    """Codes of three letters of languages that have one of two: "fra" is "fr"."""
    aliases = get_global("language_aliases")
    plain = {code: other for code, other in aliases.items() if len(code) == 3 and len(other) == 2}
    # The dialects that speakers tell apart stay apart.
    return {code: other for code, other in plain.items() if code not in {"prs", "ary", "arq", "kmr"}} | {
        "fra": "fr", "fre": "fr", "eng": "en", "spa": "es", "ara": "ar", "por": "pt", "rus": "ru", "ukr": "uk",
        "tur": "tr", "fas": "fa", "per": "fa", "pus": "ps", "ron": "ro", "rum": "ro", "som": "so", "swa": "sw",
        "swh": "sw", "ben": "bn", "mya": "my", "nep": "ne", "hau": "ha", "amh": "am", "tir": "ti", "deu": "de",
        "ger": "de", "ita": "it", "kur": "ku", "lin": "ln", "wol": "wo", "ind": "id", "zho": "zh", "hin": "hi",
    }  # fmt: skip


def _named(words: str) -> str | None:
    plain = re.sub(r"\s+", " ", words.strip().casefold())
    return _names().get(plain) or _names().get(_bare(plain)) if len(plain) > 2 else None


def _bare(words: str) -> str:
    """Without accents."""
    split = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in split if not unicodedata.combining(sign))


@cache
def _names() -> dict[str, str]:
    """{name in some language, folded: code}, the commonest meaning first."""
    names: dict[str, str] = {}
    for code in map(str, Locale("en").languages):
        # A language by its own name: "Deutsch", "Kiswahili".
        if len(code) <= 3:
            _name(names, _own(code), code)
    for reader in PROGRAMS_WORDS_FOR:
        for code, name in Locale(reader).languages.items():
            if "_" not in code:
                _name(names, name, code)
    return names | MORE_NAMES


def _own(code: str) -> str | None:
    try:
        return Locale(code).languages.get(code)
    except UnknownLocaleError:
        return None


def _name(names: dict[str, str], name: str | None, code: str) -> None:
    if name and len(name) > 2:
        names.setdefault(name.casefold(), code)
        names.setdefault(_bare(name.casefold()), code)


# What language plain words are in

COMMON_WORDS = {
    "en": "yes no name age the what is are you your of do how and have to for please which in this",
    "fr": "oui non nom âge le la les vous votre vos est quel quelle des du de et avez pour dans combien êtes une un",
    "es": "sí no nombre edad el los las usted su qué cuál cuántos es de la para en tiene cómo por una y",
    "pt": "sim não nome idade o os você qual quantos é do da para em tem não uma como e seu sua",
    "de": "der die das ist sie ihr wie und haben für welche nicht ein eine",
    "it": "il lo gli è di che per qual quanti hai una del della sono",
    "tr": "ve bir bu için nedir mi kaç ne hangi var misiniz",
    "ro": "este și care cât pentru dumneavoastră sunt ați de la un o",
    "nl": "de het een is van u uw hoe wat en voor niet",
    "id": "apa yang anda di dan berapa ini untuk dengan",
    "sw": "ya na wa kwa ni je nini gani hii jina",
}
SCRIPTS = {
    "ARABIC": "ar", "CYRILLIC": "ru", "HEBREW": "he", "BENGALI": "bn", "DEVANAGARI": "hi", "MYANMAR": "my",
    "ETHIOPIC": "am", "GREEK": "el", "ARMENIAN": "hy", "GEORGIAN": "ka", "THAI": "th", "CJK": "zh", "HANGUL": "ko",
    "HIRAGANA": "ja", "KHMER": "km", "TAMIL": "ta", "LAO": "lo", "SINHALA": "si",
}  # fmt: skip


def guessed_language(words: str) -> str | None:
    """The language some sentences are probably in; None when too little tells."""
    words = re.sub(r"<[^<>]*>|\$\{[^{}]*\}", " ", words)
    letters = [sign for sign in words[:5000] if sign.isalpha()]
    if not letters:
        return None
    scripts: dict[str, int] = {}
    for sign in letters:
        script = unicodedata.name(sign, "").partition(" ")[0]
        scripts[script] = scripts.get(script, 0) + 1
    most = max(scripts, key=lambda script: scripts[script])
    if most in SCRIPTS:
        return _within_script(SCRIPTS[most], words)
    found = re.findall(r"[^\W\d_]+", words.casefold()[:20_000])
    scores = {code: sum(word in common.split() for word in found) for code, common in COMMON_WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    others = max(score for code, score in scores.items() if code != best)
    # One letter alone, as in "Question A", is no sentence.
    telling = {word for word in found if word in COMMON_WORDS[best].split()}
    return best if scores[best] > others and max(map(len, telling)) > 1 else None


def _within_script(code: str, words: str) -> str:
    if code == "ar":
        if re.search("[ټډړښڼځڅۍې]", words):
            return "ps"
        if re.search("[ٹڈڑے]", words):
            return "ur"
        return "fa" if re.search("[پچژگ]", words) else "ar"
    if code == "ru":
        return "uk" if re.search("[іїєґ]", words.casefold()) else "ru"
    return code
