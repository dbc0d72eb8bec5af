"""What LimeSurvey's types mean here, the options it has itself, and its HTML as plain words."""

import re
from collections.abc import Mapping

from lxml import etree, html

from consultation.questionnaires.definition import Text
from consultation.terms import Kind

KINDS: Mapping[str, Kind] = {
    "L": Kind.ONE_CHOICE, "!": Kind.ONE_CHOICE, "O": Kind.ONE_CHOICE, "G": Kind.ONE_CHOICE, "Y": Kind.ONE_CHOICE,
    "5": Kind.SCALE, "M": Kind.SEVERAL_CHOICES, "P": Kind.SEVERAL_CHOICES, "N": Kind.NUMBER, "S": Kind.SHORT_TEXT,
    "T": Kind.LONG_TEXT, "U": Kind.LONG_TEXT, "D": Kind.DATE, "R": Kind.RANKING, "X": Kind.NOTE, "|": Kind.FILE,
    "*": Kind.CALCULATION, "F": Kind.RATING_TABLE, "H": Kind.RATING_TABLE, "A": Kind.RATING_TABLE,
    "B": Kind.RATING_TABLE, "C": Kind.RATING_TABLE, "E": Kind.RATING_TABLE, "1": Kind.RATING_TABLE,
    "I": Kind.HIDDEN,
}  # fmt: skip
PARTS: Mapping[str, Kind] = {"K": Kind.NUMBER, "Q": Kind.SHORT_TEXT, ":": Kind.NUMBER, ";": Kind.SHORT_TEXT}
"""Types asked as several questions here: one for each of their parts."""
WORDS = {
    "Y": {"fr": "Oui", "en": "Yes", "ar": "نعم", "es": "Sí", "pt": "Sim", "de": "Ja"},
    "N": {"fr": "Non", "en": "No", "ar": "لا", "es": "No", "pt": "Não", "de": "Nein"},
    "U": {
        "fr": "Je ne sais pas",
        "en": "Uncertain",
        "ar": "غير متأكد",
        "es": "No sé",
        "pt": "Não sei",
        "de": "Unsicher",
    },
    "F": {"fr": "Femme", "en": "Female", "ar": "امرأة", "es": "Mujer", "pt": "Mulher", "de": "Weiblich"},
    "M": {"fr": "Homme", "en": "Male", "ar": "رجل", "es": "Hombre", "pt": "Homem", "de": "Männlich"},
    "I": {"fr": "Plus", "en": "Increase", "ar": "زيادة", "es": "Aumentar", "pt": "Aumentar", "de": "Zunahme"},
    "S": {"fr": "Pareil", "en": "Same", "ar": "نفسه", "es": "Igual", "pt": "Igual", "de": "Gleich"},
    "D": {"fr": "Moins", "en": "Decrease", "ar": "نقصان", "es": "Disminuir", "pt": "Diminuir", "de": "Abnahme"},
    "other": {"fr": "Autre", "en": "Other", "ar": "أخرى", "es": "Otro", "pt": "Outro", "de": "Sonstiges"},
}
BUILT_IN = {"Y": "YN", "G": "FM", "C": "YUN", "E": "ISD"}
"""Options LimeSurvey itself has for a type."""
SCALES = {"A": 5, "B": 10}
LONGEST_PARTS = 200


def plain_text(words: str) -> str:
    """HTML as the words one reads; line breaks stay."""
    if "<" not in words and "&" not in words:
        return words.strip()
    words = re.sub(r"(?i)<br\s*/?>|</p>|</div>|</li>", "\n", words)
    words = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", "", words)
    try:
        text = str(html.fromstring(f"<div>{words}</div>").text_content())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        text = re.sub(r"<[^>]*>", "", words)
    return re.sub(r"[ \t\xa0]+", " ", re.sub(r"\s*\n\s*", "\n", text)).strip()


def beside(row: Text, column: Text) -> Text:
    """Words of a row and of a column as one label."""
    return {
        language: " – ".join(words for words in (row.get(language, ""), column.get(language, "")) if words)
        for language in dict.fromkeys([*row, *column])
    }
