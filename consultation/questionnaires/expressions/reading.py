"""From the text of an expression to its tree, and back: the dialect of XPath that XLSForm uses.

Paths of a form (`/data/group/age`, `../age`) mean the question they end with, as `${age}` does.
"""

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from consultation.questionnaires.expressions.tree import (
    Attribute,
    Binary,
    Call,
    Current,
    Expression,
    ExpressionError,
    Junction,
    Literal,
    Lookup,
    Name,
    Negative,
    Parent,
)

LONGEST = 20_000
"""Characters of one expression; the longest of real forms have some thousands."""
DEEPEST = 120
"""Levels one part may stand inside others; real forms have chains of some eighty `if`s."""
CHOICE_NAME = "jr:choice-name"

TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<name>\$\{[^{}]*\})
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))
    |(?P<words>'[^']*'|"[^"]*")
    |(?P<symbol>!=|<=|>=|\.\.|[()\[\],=<>+*/.-])
    |(?P<word>[^\W\d](?:[\w.-]*[\w-])?(?::[^\W\d](?:[\w.-]*[\w-])?)?)""",
    re.VERBOSE,
)
BINDS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
"""How tightly an operator holds its sides, as in XPath 1.0."""
NEGATIVE = 7
VALUE = "a value such as ${question}, a number or 'words'"


class Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str) -> Expression:
    """The tree of an expression.

    :raises ExpressionError: with the place and the reason
    """
    return _parsed(text)


@lru_cache(maxsize=2_000)
def _parsed(text: str) -> Expression:
    if len(text) > LONGEST:
        raise ExpressionError(LONGEST, "the expression is too long", f"at most {LONGEST} characters")
    return _Reader(text).whole()


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match[0], at))
        at = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _unreadable(text: str, at: int) -> ExpressionError:
    sign = text[at]
    if sign in "'\"":
        return ExpressionError(at, "words begin here and never end", f"a closing {sign}")
    if text.startswith("${", at):
        return ExpressionError(at, "a reference begins here and never ends", "a closing }")
    if sign in "‘’“”«»":
        return ExpressionError(at, f"{sign} is a quotation mark for people", "a straight one: '")
    return ExpressionError(at, f"{sign!r} means nothing here")


class _Reader:
    """Reads tokens from the left, one expression inside another (Pratt 1973)."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.here
        self.next += token.kind != "end"
        return token

    def is_symbol(self, text: str) -> bool:
        return self.here.kind == "symbol" and self.here.text == text

    def expect(self, text: str) -> Token:
        if not self.is_symbol(text):
            raise self.wrong(text)
        return self.take()

    def expect_word(self, text: str) -> None:
        if self.here.kind != "word" or self.here.text != text:
            raise self.wrong(text)
        self.take()

    def wrong(self, expected: str) -> ExpressionError:
        token = self.here
        what = "the expression ends too early" if token.kind == "end" else f"{token.text!r} cannot stand here"
        return ExpressionError(token.at, what, expected)

    def whole(self) -> Expression:
        found = self.expression(0)
        if self.here.kind != "end":
            raise self.wrong("an operator such as = or and, or the end")
        return found

    def expression(self, holds: int) -> Expression:
        """An expression whose operators hold tighter than `holds`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(self.here.at, "too many things inside each other", f"at most {DEEPEST} levels")
        depth = self.depth
        left = self.prefix()
        while (operator := self.operator()) and BINDS[operator] > holds:
            at = self.take().at
            right = self.expression(BINDS[operator])
            left = _joined(operator, left, right, at)
            if not isinstance(left, Junction):
                self.depth += 1  # each side of a long sum stands one level deeper than the next
                if self.depth > DEEPEST:
                    raise ExpressionError(at, "too many operations in a row", f"at most {DEEPEST}")
        self.depth = depth - 1
        return left

    def operator(self) -> str | None:
        token = self.here
        return token.text if token.kind in {"symbol", "word"} and token.text in BINDS else None

    def prefix(self) -> Expression:
        token = self.here
        if self.is_symbol("-"):
            self.take()
            return Negative(self.expression(NEGATIVE), token.at)
        if self.is_symbol("("):
            self.take()
            inner = self.expression(0)
            self.expect(")")
            return inner
        if token.kind == "number":
            return Literal(self.number(), token.at)
        if token.kind == "words":
            return Literal(self.take().text[1:-1], token.at)
        if token.kind == "name":
            return self.name()
        if token.kind == "word":
            return self.word()
        if token.kind == "symbol" and token.text in {".", "..", "/"}:
            return self.path()
        raise self.wrong(VALUE)

    def number(self) -> float:
        token = self.take()
        if math.isinf(number := float(token.text)):
            raise ExpressionError(token.at, "this number is too large", "at most 308 digits")
        return number

    def name(self) -> Expression:
        token = self.take()
        key = token.text[2:-1].strip().removeprefix("last-saved#")
        if not key:
            raise ExpressionError(token.at, "${} names no question", "the name of a question")
        found: Expression = Name(key, token.at)
        while self.is_symbol("/"):
            self.take()
            found = Name(self.step(), token.at)
        if self.is_symbol("["):
            raise ExpressionError(self.here.at, "a condition on an answer is not supported")
        return found

    def word(self) -> Expression:
        token = self.take()
        if not self.is_symbol("("):
            return Attribute(token.text, token.at)
        if token.text == "instance":
            return self.lookup(token)
        arguments = self.arguments()
        if token.text == "current" and not arguments:
            return self.path() if self.is_symbol("/") else Current(token.at)
        if token.text == CHOICE_NAME and len(arguments) == 2:
            arguments = (arguments[0], _named(arguments[1]))
        return Call(token.text, arguments, token.at)

    def arguments(self) -> tuple[Expression, ...]:
        self.expect("(")
        found: list[Expression] = []
        if not self.is_symbol(")"):
            found.append(self.expression(0))
            while self.is_symbol(","):
                self.take()
                found.append(self.expression(0))
        if not self.is_symbol(")"):
            raise self.wrong(", or )")
        self.take()
        return tuple(found)

    def path(self) -> Expression:
        """`.`, `..`, or steps that end with the name of a question."""
        at = self.here.at
        first = self.take().text
        if first in {".", ".."} and not self.is_symbol("/"):
            return Current(at) if first == "." else Parent(at)
        key = self.step() if first == "/" else ""
        while self.is_symbol("/"):
            self.take()
            key = self.step()
        return Name(key, at) if key else Current(at)

    def step(self) -> str:
        """One step of a path; empty for `.` and `..`, which lead nowhere else in a questionnaire."""
        if self.here.kind == "symbol" and self.here.text in {".", ".."}:
            self.take()
            return ""
        if self.here.kind != "word":
            raise self.wrong("the name of a question")
        return self.take().text

    def lookup(self, token: Token) -> Expression:
        arguments = self.arguments()
        if len(arguments) != 1:
            raise ExpressionError(token.at, "instance() takes the name of one list", "instance('list')")
        self.expect("/")
        self.expect_word("root")
        self.expect("/")
        self.expect_word("item")
        conditions = []
        while self.is_symbol("["):
            self.take()
            conditions.append(self.expression(0))
            self.expect("]")
        condition = None
        for one in conditions:
            condition = one if condition is None else _joined("and", condition, one, token.at)
        column = ""
        if self.is_symbol("/"):
            self.take()
            column = self.step()
        return Lookup(arguments[0], condition, column, token.at)


def _joined(operator: str, left: Expression, right: Expression, at: int) -> Expression:
    if operator not in {"and", "or"}:
        return Binary(operator, left, right, at)
    sides = (
        part.parts if isinstance(part, Junction) and part.operator == operator else (part,) for part in (left, right)
    )
    return Junction(operator, tuple(part for side in sides for part in side), at)


def _named(argument: Expression) -> Expression:
    """The question whose key stands in quotation marks: `'${district}'`."""
    if isinstance(argument, Literal) and isinstance(argument.value, str):
        found = re.fullmatch(r"\s*\$\{([^{}]+)\}\s*", argument.value)
        return (
            Name((found[1] if found else argument.value).strip(), argument.at) if argument.value.strip() else argument
        )
    return argument


# Back to text


def write(node: Expression) -> str:
    """The expression as text, in one way only: `parse(write(node)) == node`."""
    return _written(node, 0)


def _digits(number: float) -> str:
    """A number in digits alone: the dialect has no `1e+21`."""
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def _written(node: Expression, holds: int) -> str:
    match node:
        case Literal():
            return _digits(node.value) if isinstance(node.value, float) else _quoted(node.value)
        case Name():
            return f"${{{node.key}}}"
        case Current():
            return "."
        case Parent():
            return ".."
        case Attribute():
            return node.name
        case Negative():
            return _bracketed(f"-{_written(node.operand, NEGATIVE)}", NEGATIVE, holds)
        case Binary():
            binds = BINDS[node.operator]
            sides = (_written(node.left, binds), _written(node.right, binds + 1))
            return _bracketed(f" {node.operator} ".join(sides), binds, holds)
        case Junction():
            binds = BINDS[node.operator]
            return _bracketed(f" {node.operator} ".join(_written(part, binds + 1) for part in node.parts), binds, holds)
        case Call():
            arguments = [_written(argument, 0) for argument in node.arguments]
            if node.function == CHOICE_NAME and len(arguments) == 2 and isinstance(node.arguments[1], Name):
                arguments[1] = f"'{arguments[1]}'"
            return f"{node.function}({', '.join(arguments)})"
        case Lookup():
            condition = f"[{_written(node.condition, 0)}]" if node.condition is not None else ""
            column = f"/{node.column}" if node.column else ""
            return f"instance({_written(node.list, 0)})/root/item{condition}{column}"


def _bracketed(text: str, binds: int, holds: int) -> str:
    return f"({text})" if binds < holds else text


def _quoted(words: str) -> str:
    if "'" not in words:
        return f"'{words}'"
    if '"' not in words:
        return f'"{words}"'
    # XPath 1.0 has no way to write both marks in one literal.
    parts = [f"'{part}'" for part in words.split("'")]
    return "concat(" + """, "'", """.join(parts) + ")"
