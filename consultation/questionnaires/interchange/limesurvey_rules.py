"""Conditions of LimeSurvey as ours: the part of its expression language that both can say."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from consultation.questionnaires.interchange.rule_reader import NotSayable, RuleReader

TOKEN = re.compile(
    r"""\s*(?:(?P<words>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<name>[A-Za-z_0-9][\w.]*[#\w]*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/()<>!,=]))""",
    re.VERBOSE,
)
OPERATORS = {
    "||": (1, "or"), "or": (1, "or"), "&&": (2, "and"), "and": (2, "and"), "==": (3, "="), "=": (3, "="),
    "eq": (3, "="),
    "!=": (3, "!="), "ne": (3, "!="), "<": (4, "<"), "lt": (4, "<"), "<=": (4, "<="), "le": (4, "<="), ">": (4, ">"),
    "gt": (4, ">"), ">=": (4, ">="), "ge": (4, ">="), "+": (5, "+"), "-": (5, "-"), "*": (6, "*"), "/": (6, "div"),
}  # fmt: skip
FUNCTIONS = {
    "strlen": "string-length", "round": "round", "abs": "abs", "intval": "int", "int": "int", "sum": "sum",
    "if": "if", "iif": "if", "pow": "pow", "sqrt": "sqrt", "max": "max", "min": "min", "implode": "join",
    "rand": "random", "floatval": "number",
}  # fmt: skip


@dataclass(frozen=True)
class Ticked:
    """One box of a question with several choices."""

    question: str
    option: str


Reference = str | Ticked
"""Key of a question, or one of its boxes."""


def translated(text: str, find: Callable[[str], Reference | None]) -> str:
    """A LimeSurvey condition in our own language; empty for one that is always true.

    :param find: what a name such as `Q1` or `Q1_SQ001` stands for
    :raises NotSayable: when any part of it cannot be said
    """
    text = text.strip()
    if text in {"", "1"}:
        return ""
    found = _Reader(text, find)
    tree = found.expression(0)
    if found.here[0] != "end":
        raise NotSayable(found.here[1])
    return _plain(tree)


class _Reader(RuleReader[str | Ticked]):
    """A value is XPath text, or a box that was not compared yet."""

    token = TOKEN

    def __init__(self, text: str, find: Callable[[str], Reference | None]) -> None:
        super().__init__(text)
        self.find = find

    def bound(self, left: str | Ticked, holds: int) -> str | Ticked:
        while self.here[1].lower() in OPERATORS and OPERATORS[self.here[1].lower()][0] > holds:
            binds, operator = OPERATORS[self.take()[1].lower()]
            left = _joined(operator, left, self.expression(binds))
        return left

    def value(self) -> str | Ticked:
        kind, text = self.take()
        if text == "(":
            inner = self.expression(0)
            self.expect(")")
            return inner if isinstance(inner, Ticked) else f"({inner})"
        if text == "!":
            return f"not({_plain(self.value())})"
        if text == "-":
            return f"-{_plain(self.value())}"
        if kind in {"number", "words"}:
            return text
        if kind != "name":
            raise NotSayable(text or "…")
        if self.here[1] == "(":
            return self.call(text)
        return self.name(text)

    def name(self, text: str) -> str | Ticked:
        plain = re.sub(r"\.(NAOK|value|valueNAOK|code|shown)$", "", text)
        plain = plain.removeprefix("that.").removeprefix("self.")
        if plain.lower() in {"true", "false"}:
            return f"{plain.lower()}()"
        found = self.find(plain)
        if found is None:
            raise NotSayable(text)
        return f"${{{found}}}" if isinstance(found, str) else found

    def call(self, function: str) -> str:
        given = self.arguments()
        name = function.lower()
        if name in {"is_empty", "empty"} and len(given) == 1:
            return f"not({_plain(given[0])})" if isinstance(given[0], Ticked) else f"{given[0]} = ''"
        if name == "count" and given:
            if all(isinstance(one, Ticked) for one in given):
                return " + ".join(f"number({_plain(one)})" for one in given)
            if len(given) == 1:
                return f"count-selected({_plain(given[0])})"
        if name == "regexmatch" and len(given) == 2:
            pattern = re.sub(r"^(['\"])/(.*)/\w*(['\"])$", r"\1\2\3", _plain(given[0]))
            return f"regex({_plain(given[1])}, {pattern})"
        if name not in FUNCTIONS:
            raise NotSayable(f"{function}()")
        return f"{FUNCTIONS[name]}({', '.join(_plain(one) for one in given)})"


def _plain(value: str | Ticked) -> str:
    return f"selected(${{{value.question}}}, '{value.option}')" if isinstance(value, Ticked) else value


def _joined(operator: str, left: str | Ticked, right: str | Ticked) -> str:
    """Two sides and what stands between; a box compared with "Y" or "" is ticked or not."""
    if isinstance(right, Ticked) and not isinstance(left, Ticked):
        left, right = right, left
    if isinstance(left, Ticked) and isinstance(right, str) and operator in {"=", "!="}:
        said = right.strip("'\"")
        if said in {"Y", ""}:
            ticked = (said == "Y") is (operator == "=")
            return _plain(left) if ticked else f"not({_plain(left)})"
    return f"{_plain(left)} {operator} {_plain(right)}"
