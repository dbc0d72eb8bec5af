"""Expressions of forms: typing mistakes that can only mean one thing, and names that become keys."""

import re
from collections.abc import Callable, Mapping

PARTS = re.compile(r"""("[^"]*"|'[^']*')""")
"""Words in quotation marks, kept as they are."""
REFERENCE = re.compile(r"\$\{\s*(?P<saved>last-saved#)?(?P<name>[^{}]*?)\s*\}")
CURLED = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
                        "′": "'", "″": '"', "`": "'"})  # fmt: skip
SIGNS = (
    (r"=\s*>(?!=)", ">="), (r"=\s*<(?!=)", "<="), (r">\s+=", ">="), (r"<\s+=", "<="), (r"!\s+=", "!="),
    (r"={2,}", "="), (r"<>", "!="), (r"≥", ">="), (r"≤", "<="), (r"≠", "!="), (r"&&", " and "), (r"\|\|", " or "),
    (r"!=\s*=", "!="), (r"−|–", "-"), (r"×", "*"), (r"÷", " div "),
)  # fmt: skip
FUNCTIONS = (
    "selected", "selected-at", "count-selected", "if", "not", "regex", "today", "now", "concat", "coalesce", "once",
    "round", "int", "number", "string", "string-length", "substr", "sum", "count", "count-non-empty", "position", "min",
    "max", "join", "indexed-repeat", "format-date", "format-date-time", "date", "date-time", "decimal-date-time",
    "contains", "starts-with", "ends-with", "translate", "normalize-space", "true", "false", "boolean", "pulldata",
    "jr:choice-name", "checklist", "weighted-checklist", "uuid", "random", "abs", "pow", "log", "exp", "sqrt",
)  # fmt: skip


def repaired_expression(text: str) -> tuple[str, list[str]]:
    """The expression with what is certainly a slip put right, and the codes of what was done."""
    done: list[str] = []
    plain = re.sub(r"[\u00a0\u2000-\u200b\u202f\ufeff]", " ", text).strip()
    plain = re.sub(r"\s*[\r\n]+\s*", " ", plain)
    straight = _straightened(plain)
    if straight != plain:
        done.append("quotes")
        plain = straight
    if re.match(r"=\s*[^=>]", plain):
        done.append("equals_first")
        plain = plain[1:].strip()
    pieces = PARTS.split(plain)
    # Every second piece stands in quotation marks.
    for index in range(0, len(pieces), 2):
        pieces[index] = _repaired_outside(pieces[index], done)
    plain = "".join(pieces)
    while plain.endswith(";"):
        plain = plain[:-1].rstrip()
        done.append("signs")
    balanced = _balanced(plain)
    if balanced != plain:
        done.append("brackets")
    return balanced, list(dict.fromkeys(done))


def _straightened(text: str) -> str:
    """Curled quotation marks made straight, but not an apostrophe inside straight ones."""
    pieces = PARTS.split(text)
    for index in range(0, len(pieces), 2):
        pieces[index] = pieces[index].translate(CURLED)
    return "".join(pieces)


def _repaired_outside(piece: str, done: list[str]) -> str:
    before = piece
    for pattern, right in SIGNS:
        piece = re.sub(pattern, right, piece)
    # `AND` between two conditions, but not a name in ${…}.
    piece = re.sub(r"(?<![\w${./-])(AND|OR|And|Or|MOD|DIV|Mod|Div)(?![\w}./:-])(?!\s*\()", _lower, piece)
    piece = re.sub(r"(?<=\))(AND|OR|And|Or|and|or)(?=[\s(])", lambda found: f" {found[0].lower()}", piece)
    if piece != before:
        done.append("signs")
    before = piece
    piece = re.sub(r"\$\s+\{", "${", piece)
    piece = re.sub(r"\$\{\s*([^{}\s]+?)\s*\}", r"${\1}", piece)
    # "${age >= 5": the name ends where its letters do.
    piece = re.sub(r"\$\{\s*([\w.-]*\w)(?=\s*(?:[=<>!+*,)\s]|$))(?![^{}]*\})", r"${\1}", piece)
    piece = re.sub(r"\$\{\s*([\w.-]*\w)\s*[\])](?![^${]*\})", r"${\1}", piece)
    piece = re.sub(r"\$\(\s*([A-Za-z_][\w.-]*)\s*[)}]", r"${\1}", piece)
    piece = re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}?", r"${\1}", piece)
    piece = re.sub(r"\$\$+(?=\{)", "$", piece)
    piece = re.sub(r"(?<!\$)\{\s*([A-Za-z_][\w.-]*)\s*\}", r"${\1}", piece)
    piece = re.sub(r"(\$\{[^{}]*\})\}+", r"\1", piece)
    if piece.replace(" ", "") != before.replace(" ", ""):
        done.append("braces")
    before = piece
    # Each word is taken whole, also one without a bracket: a long one is then looked at once.
    piece = re.sub(r"([A-Za-z][\w:-]*+)(\s*+\()?", _known_function, piece)
    piece = re.sub(r"(?<![\w${./-])(TRUE|True|FALSE|False)\s*\(\s*\)", _lower, piece)
    if piece != before:
        done.append("functions")
    return piece


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def _known_function(found: re.Match[str]) -> str:
    word, bracket = found.groups()
    plain = word.lower().replace("_", "-")
    return f"{plain}{bracket}" if bracket and plain in FUNCTIONS and word not in FUNCTIONS else found[0]


def _balanced(text: str) -> str:
    """With the closing brackets that are missing at the end, or without those too many there."""
    depth = 0
    for index, piece in enumerate(PARTS.split(text)):
        if index % 2:
            continue
        for sign in piece:
            depth += (sign == "(") - (sign == ")")
            if depth < -1:
                return text
    if 0 < depth <= 3:
        return text + ")" * depth
    if depth == -1 and text.endswith(")"):
        return text[:-1].rstrip()
    return text


def references(text: str) -> list[str]:
    """The names an expression, or words with answers in them, refer to."""
    return [found["name"] for found in REFERENCE.finditer(text)]


def renamed(text: str, key: Callable[[str], str | None]) -> str:
    """The text with each `${name}` as `${key}`; names that stand for nothing stay."""

    def put(found: re.Match[str]) -> str:
        new = key(found["name"])
        return f"${{{found['saved'] or ''}{new if new is not None else found['name']}}}"

    return REFERENCE.sub(put, text) if "${" in text else text


def with_values(text: str, values: Callable[[str], Mapping[str, str]]) -> str:
    """The expression with the names of options beside a question as their keys: `${q} = 'Île-1'` as `'Ile_1'`.

    :param values: of a question's name (`.` for the one it stands at), {name of an option: key} where they differ
    """
    value = r"""(?P<value>'[^']*'|"[^"]*"|-\d+(?:\.\d+)?|\d+\.\d+)"""
    name = r"\$\{\s*(?P<name>[^{}]*?)\s*\}"

    def put(found: re.Match[str]) -> str:
        words = found["value"]
        plain = words[1:-1] if words[0] in "'\"" else words
        known = values(found["name"] or ".")
        if plain not in known:
            return found[0]
        quote = words[0] if words[0] in "'\"" else "'"
        new = f"{quote}{known[plain]}{quote}"
        at, end = found.start("value") - found.start(), found.end("value") - found.start()
        return found[0][:at] + new + found[0][end:]

    dot = rf"(?:{name}|(?<![\w.$}}])\.(?![\w.]))"
    for pattern in (
        rf"{dot}\s*(?:!=|=)\s*{value}",
        rf"{value}\s*(?:!=|=)\s*{dot}",
        rf"selected\s*\(\s*{dot}\s*,\s*{value}\s*\)",
    ):
        text = re.sub(pattern, put, text)
    return text


def joined(rules: list[str]) -> str:
    """Conditions that must all hold, as one."""
    rules = [rule for rule in rules if rule]
    return rules[0] if len(rules) == 1 else " and ".join(f"({rule})" for rule in rules)


def yes_or_no(cell: str) -> bool | None:
    """What people write for yes and no; None for a rule."""
    plain = re.sub(r"\s|\(\)", "", cell.casefold()).strip("'\"")
    if plain in {"yes", "true", "1", "oui", "y", "x", "si", "sí", "sim", "required", "t", "ja", "نعم", "vrai", "o"}:
        return True
    return (
        False if plain in {"", "no", "false", "0", "non", "n", "não", "f", "nein", "لا", "faux", "optional"} else None
    )
