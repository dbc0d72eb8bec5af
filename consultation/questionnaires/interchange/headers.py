"""Columns of an XLSForm sheet, whatever their authors called them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consultation.questionnaires.interchange.language import is_language_name, language_code, private_code
from consultation.questionnaires.interchange.reading import Report

WORDS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""Columns of words, one a language."""
MEDIA = ("image", "big-image", "audio", "video")

SURVEY_NAMES = {
    "type": "type", "command": "type", "question_type": "type", "field_type": "type",
    "name": "name", "tag": "name", "variable": "name", "variable_name": "name", "field_name": "name",
    "question_name": "name",
    "label": "label", "caption": "label", "question": "label", "question_text": "label", "question_label": "label",
    "hint": "hint", "guidance_hint": "guidance_hint",
    "required": "required", "bind::required": "required",
    "relevant": "relevant", "relevance": "relevant", "bind::relevant": "relevant", "skip_logic": "relevant",
    "constraint": "constraint", "bind::constraint": "constraint",
    "constraint_message": "constraint_message", "constraining_message": "constraint_message",
    "constraint_msg": "constraint_message", "bind::jr:constraintmsg": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "required_message": "required_message", "requiredmsg": "required_message",
    "bind::jr:requiredmsg": "required_message", "jr:requiredmsg": "required_message",
    "calculation": "calculation", "calculate": "calculation", "calculations": "calculation",
    "bind::calculate": "calculation", "bind::calculation": "calculation",
    "default": "default", "default_value": "default",
    "appearance": "appearance", "control::appearance": "appearance", "body::appearance": "appearance",
    "choice_filter": "choice_filter", "choices_filter": "choice_filter",
    "parameters": "parameters", "parameter": "parameters",
    "repeat_count": "repeat_count", "count": "repeat_count", "jr:count": "repeat_count",
    "control::jr:count": "repeat_count", "body::jr:count": "repeat_count",
    "read_only": "read_only", "readonly": "read_only", "bind::readonly": "read_only", "bind::read_only": "read_only",
    "disabled": "disabled", "list_name": "list_name",
    "image": "image", "big-image": "big-image", "big_image": "big-image", "audio": "audio", "video": "video",
    "media": "image", "picture": "image", "photo": "image",
}  # fmt: skip
CHOICES_NAMES = {
    "list_name": "list_name", "list": "list_name", "listname": "list_name", "list_names": "list_name",
    "name": "name", "value": "name", "choice_name": "name", "choice_value": "name", "values": "name",
    "label": "label", "caption": "label", "labels": "label", "choice_label": "label",
    "image": "image", "big-image": "big-image", "big_image": "big-image", "audio": "audio", "video": "video",
    "media": "image",
}  # fmt: skip
OTHER_WORDS = {
    "type_de_question": "type", "tipo": "type", "tipo_de_pregunta": "type",
    "nom": "name", "nom_de_variable": "name", "nombre": "name", "nome": "name",
    "libellé": "label", "libelle": "label", "intitulé": "label", "intitule": "label", "étiquette": "label",
    "etiquette": "label", "etiqueta": "label", "pregunta": "label", "rótulo": "label", "pergunta": "label",
    "aide": "hint", "indice": "hint", "indication": "hint", "ayuda": "hint", "pista": "hint", "dica": "hint",
    "requis": "required", "obligatoire": "required", "mandatory": "required", "requerido": "required",
    "obligatorio": "required", "obrigatório": "required", "obrigatorio": "required",
    "pertinent": "relevant", "pertinence": "relevant", "relevante": "relevant", "skip": "relevant",
    "contrainte": "constraint", "restricción": "constraint", "restriccion": "constraint", "restrição": "constraint",
    "message_de_contrainte": "constraint_message", "mensaje_de_restricción": "constraint_message",
    "mensaje_de_restriccion": "constraint_message", "message_d'erreur": "constraint_message",
    "calcul": "calculation", "cálculo": "calculation", "calculo": "calculation", "formule": "calculation",
    "défaut": "default", "valeur_par_défaut": "default", "apparence": "appearance", "apariencia": "appearance",
    "aparência": "appearance", "filtre": "choice_filter", "filtre_de_choix": "choice_filter",
    "paramètres": "parameters",
}  # fmt: skip
"""Names in other languages: they mean the column only where its usual name is not there, and are told."""
SURVEY_NAMES |= OTHER_WORDS
CHOICES_OTHER_WORDS = {
    "liste": "list_name", "nom_de_liste": "list_name", "nom_de_la_liste": "list_name", "lista": "list_name",
    "nom": "name", "valeur": "name", "code": "name", "nombre": "name", "valor": "name", "nome": "name",
    "libellé": "label", "libelle": "label", "étiquette": "label", "etiquette": "label", "intitulé": "label",
    "etiqueta": "label", "rótulo": "label",
}  # fmt: skip
CHOICES_NAMES |= CHOICES_OTHER_WORDS
SETTINGS_NAMES = {
    "set_form_title": "form_title", "title": "form_title", "titre": "form_title", "titre_du_formulaire": "form_title",
    "título": "form_title", "titulo": "form_title", "set_form_id": "form_id", "identifiant": "form_id",
}  # fmt: skip
LOOSE = frozenset(
    {"media", "picture", "photo", "question", "variable", "tag", "list", "value", "values", "count"}
    | {*OTHER_WORDS, *CHOICES_OTHER_WORDS}
)
"""Names that mean the column only where its usual name is not there."""


@dataclass(frozen=True)
class Column:
    """What one column of a sheet holds."""

    index: int
    header: str
    """As the author wrote it; unique in its sheet."""
    name: str
    """Our name of it; empty for a column we do not know."""
    language: str | None = None
    """Code, for words and media; None: the form's own language."""
    language_name: str = ""
    """The language as the author wrote it."""

    @property
    def canonical(self) -> str:
        """One spelling of the header: `label::fr` with the code of the language, the author's own when unknown."""
        if self.name in MEDIA:
            return f"media::{self.name}" + (f"::{self.language_name}" if self.language else "")
        if self.name in WORDS and self.language:
            return f"{self.name}::{self.language}"
        return self.name or self.header


def columns_of(
    cells: list[str],
    sheet: str,
    row: int,
    languages: dict[str, str],
    report: Report,
    *,
    choices: bool = False,
    below: Sequence[Sequence[str]] = (),
) -> list[Column]:
    """The columns of a header row; tells what it had to guess.

    :param languages: {code: name the form gives it}, which grows by what is found
    :param below: the rows under it, where a column without a name may hold words
    """
    known = CHOICES_NAMES if choices else SURVEY_NAMES
    plain = {normalized(cell) for cell in cells}
    found: list[Column] = []
    taken: set[tuple[str, str | None]] = set()
    headers: set[str] = set()
    for index, cell in enumerate(cells):
        header = re.sub(r"\s+", " ", cell.replace("\u00a0", " ")).strip()
        if not header:
            if any(line[index].strip() for line in below):
                from openpyxl.utils import get_column_letter  # rarely used

                letter = f"({get_column_letter(index + 1)})"
                report.cannot(sheet, row, "cells_unnamed", column=letter)
                found.append(Column(index, letter, ""))
            continue
        if header in headers:
            report.cannot(sheet, row, "column_twice", column=header)
            header = next(f"{header} ({n})" for n in range(2, 1000) if f"{header} ({n})" not in headers)
            headers.add(header)
            found.append(Column(index, header, ""))
            continue
        headers.add(header)
        column = _column(index, header, known, plain, sheet, row, languages, report)
        if column.name and (column.name, column.language) in taken:
            report.cannot(sheet, row, "column_twice", column=header)
            column = Column(index, header, "")
        taken.add((column.name, column.language))
        found.append(column)
    return found


def normalized(header: str) -> str:
    """A header in the spelling of the tables above."""
    plain = re.sub(r"\s*(::?)\s*", r"\1", header.replace("\u00a0", " ").strip().strip("*?").lower())
    return re.sub(r"[\s_]+", "_", plain).strip("_ ")


def _column(
    index: int,
    header: str,
    known: dict[str, str],
    plain: set[str],
    sheet: str,
    row: int,
    languages: dict[str, str],
    report: Report,
) -> Column:
    name = normalized(header)
    if name in known and not (name in LOOSE and known[name] in plain - {name}):
        if name in OTHER_WORDS or name in CHOICES_OTHER_WORDS:
            report.repaired(sheet, row, "column_read_as", column=header, as_=known[name])
        return Column(index, header, known[name])
    # label::Français (fr), label:fr, media::image::fr
    if ":" in header:
        parts = [part.strip() for part in re.split("::" if "::" in header else ":", header)]
        if "jr" in [part.lower() for part in parts]:
            at = [part.lower() for part in parts].index("jr")
            parts[at : at + 2] = [":".join(parts[at : at + 2])]
        if normalized(parts[0]) in {"media", "body", "bind", "control"} and len(parts) > 1:
            joined = f"{normalized(parts[0])}::{normalized(parts[1])}"
            head = known.get(joined) or (known.get(normalized(parts[1])) if parts[0].lower() == "media" else None)
            rest = parts[2:]
        else:
            head, rest = known.get(normalized(parts[0])), parts[1:]
        if head in (*WORDS, *MEDIA) and rest and rest[0]:
            return _in_language(index, header, str(head), "::".join(rest), sheet, row, languages, report)
        if head and not any(rest):
            return Column(index, header, head)
        return Column(index, header, "")
    # Label (English), label_fr, English label
    for pattern in (r"(.+?)[\s_\-]*[(\[]\s*(.+?)\s*[)\]]", r"(.+?)[\s_\-]+(.+)"):
        found = re.fullmatch(pattern, header)
        for head, rest_of in ((found[1], found[2]), (found[2], found[1])) if found else ():
            name = known.get(normalized(head), "")
            if name in (*WORDS, *MEDIA) and language_code(rest_of):
                report.repaired(sheet, row, "column_read_as", column=header, as_=f"{name}::{rest_of}")
                return _in_language(index, header, name, rest_of, sheet, row, languages, report)
    if is_language_name(header) and {"type", "list_name"} & {known.get(other) for other in plain}:
        report.repaired(sheet, row, "column_read_as", column=header, as_=f"label::{header}")
        return _in_language(index, header, "label", header, sheet, row, languages, report)
    return Column(index, header, "")


def _in_language(
    index: int, header: str, name: str, words: str, sheet: str, row: int, languages: dict[str, str], report: Report
) -> Column:
    known = {spoken.casefold(): code for code, spoken in languages.items()}
    code = known.get(words.casefold()) or language_code(words)
    if code is None and words.casefold() in {"default", "défaut", "par défaut"}:
        return Column(index, header, name)
    if code is None:
        code = private_code(words)
        report.cannot(sheet, row, "language_unknown", name=words, code=code)
    elif words.casefold() not in known and code in languages and languages[code].casefold() != words.casefold():
        if _same_language(languages[code], words):
            return Column(index, header, name, code, words)
        other = private_code(words)
        other = "prs" if code == "fa" and "prs" not in languages and "ari" in words.lower() else other
        report.cannot(sheet, row, "language_twice", name=words, other=languages[code], code=other)
        code = other
    elif words.casefold() not in known and "(" not in words and len(words) > 3:
        report.repaired(sheet, row, "language_inferred", name=words, code=code)
    languages.setdefault(code, words)
    return Column(index, header, name, code, words)


def _same_language(one: str, other: str) -> bool:
    """Whether two spellings can only mean one column: "French (fr)" and "french (fr)", "fr" and "Français (fr)"."""
    return language_code(one) == language_code(other) and not (re.search(r"[_-]", one) or re.search(r"[_-]", other))
