"""Conditions of SurveyJS as ours: `{name} = 'x' and {other} notempty`."""

import re
from collections.abc import Callable

from consultation.questionnaires.interchange.rule_reader import NotSayable, RuleReader

TOKEN = re.compile(
    r"""\s*(?:(?P<name>\{[^{}]+\})|(?P<words>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\d+(?:\.\d+)?)
    |(?P<sign>&&|\|\||==|!=|<>|<=|>=|[-+*/%()<>!,=\[\]^])|(?P<word>[A-Za-z_][\w-]*))""",
    re.VERBOSE,
)
OPERATORS = {
    "or": (1, "or"), "||": (1, "or"), "and": (2, "and"), "&&": (2, "and"), "=": (3, "="), "==": (3, "="),
    "equal": (3, "="), "<>": (3, "!="), "!=": (3, "!="), "notequal": (3, "!="), "<": (4, "<"), "less": (4, "<"),
    ">": (4, ">"), "greater": (4, ">"), "<=": (4, "<="), "lessorequal": (4, "<="), ">=": (4, ">="),
    "greaterorequal": (4, ">="), "+": (5, "+"), "-": (5, "-"), "*": (6, "*"), "/": (6, "div"), "%": (6, "mod"),
}  # fmt: skip
TESTS = {"empty", "notempty", "contains", "contain", "notcontains", "notcontain", "anyof", "allof", "noneof"}
FUNCTIONS = {"iif": "if", "round": "round", "sum": "sum", "min": "min", "max": "max", "today": "today",
             "currentdate": "now"}  # fmt: skip


def translated(text: str, find: Callable[[str], str | None]) -> str:
    """A SurveyJS expression in our own language.

    :param find: key of the question that a name in braces stands for
    :raises NotSayable: when any part of it cannot be said
    """
    reader = _Reader(text, find)
    if reader.here[0] == "end":
        return ""
    found = reader.expression(0)
    if reader.here[0] != "end":
        raise NotSayable(reader.here[1])
    return found


class _Reader(RuleReader[str]):
    """A value is XPath text."""

    token = TOKEN

    def __init__(self, text: str, find: Callable[[str], str | None]) -> None:
        super().__init__(text)
        self.find = find

    def bound(self, left: str, holds: int) -> str:
        while True:
            word = self.here[1].lower()
            if word in TESTS and holds < 3:
                self.take()
                left = self.test(word, left)
            elif word in OPERATORS and OPERATORS[word][0] > holds:
                binds, operator = OPERATORS[self.take()[1].lower()]
                left = f"{left} {operator} {self.expression(binds)}"
            else:
                return left

    def test(self, word: str, left: str) -> str:
        if word == "empty":
            return f"{left} = ''"
        if word == "notempty":
            return f"{left} != ''"
        values = self.values()
        parts = [f"selected({left}, {value})" for value in values]
        if word in {"anyof", "noneof"}:
            found = " or ".join(parts)
        else:
            found = " and ".join(parts)
        found = f"({found})" if len(parts) > 1 else found
        return f"not({found})" if word in {"noneof", "notcontains", "notcontain"} else found

    def values(self) -> list[str]:
        if self.here[1] != "[":
            return [self.expression(3)]
        self.take()
        values = []
        while self.here[1] != "]":
            values.append(self.expression(3))
            if self.here[1] == ",":
                self.take()
            elif self.here[1] != "]":
                raise NotSayable(self.here[1] or "[")
        self.take()
        if not values:
            raise NotSayable("[]")
        return values

    def value(self) -> str:
        kind, text = self.take()
        if text == "(":
            inner = self.expression(0)
            self.expect(")")
            return f"({inner})"
        if text == "!":
            return f"not({self.value()})"
        if text == "-":
            return f"-{self.value()}"
        if kind == "name":
            return self.name(text[1:-1].strip())
        if kind == "words":
            plain = re.sub(r"\\(.)", r"\1", text[1:-1])
            if "'" in plain and '"' in plain:
                raise NotSayable(text)
            return f'"{plain}"' if "'" in plain else f"'{plain}'"
        if kind == "number":
            return text
        if kind == "word" and text.lower() in {"true", "false"}:
            return f"'{text.lower()}'"
        if kind == "word" and self.here[1] == "(":
            return self.call(text)
        raise NotSayable(text or "…")

    def name(self, text: str) -> str:
        key = self.find(text) or self.find(re.sub(r"^(panel|row|item)\.", "", text))
        if key is None:
            raise NotSayable(f"{{{text}}}")
        return f"${{{key}}}"

    def call(self, function: str) -> str:
        given = self.arguments()
        if function.lower() not in FUNCTIONS:
            raise NotSayable(f"{function}()")
        return f"{FUNCTIONS[function.lower()]}({', '.join(given)})"
