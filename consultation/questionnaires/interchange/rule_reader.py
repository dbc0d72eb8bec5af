"""What readers of other programs' rules share: tokens taken from the left, brackets, lists of arguments."""

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from consultation.questionnaires.expressions import ExpressionError, parse, write

Value = TypeVar("Value")
Token = tuple[str, str]
"""Kind (the name of a group of the pattern, or "end") and text."""
DEEPEST = 60
"""Brackets within brackets of a rule somebody wrote."""


class NotSayable(ValueError):
    """Something one of the two languages has and the other has not; the argument quotes it."""


class RuleReader(ABC, Generic[Value]):
    """Reads tokens from the left (Pratt 1973); `Value` is what a part of a rule becomes."""

    token: ClassVar[re.Pattern[str]]
    """One group a kind of token."""

    def __init__(self, text: str) -> None:
        self.tokens, self.next, self.depth = tokens_of(self.token, text), 0, 0

    @property
    def here(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.here
        self.next += token[0] != "end"
        return token

    def expect(self, sign: str) -> None:
        if self.take()[1] != sign:
            raise NotSayable(sign)

    def expression(self, holds: int) -> Value:
        """What stands here, as far as its operators bind closer than `holds`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotSayable("(((…")
        found = self.bound(self.value(), holds)
        self.depth -= 1
        return found

    def arguments(self) -> list[Value]:
        """What stands in the brackets of a call."""
        self.expect("(")
        given = []
        while self.here[1] != ")":
            given.append(self.expression(0))
            if self.here[1] != ",":
                break
            self.take()
        self.expect(")")
        return given

    @abstractmethod
    def value(self) -> Value:
        """One value, without the operators after it."""

    @abstractmethod
    def bound(self, left: Value, holds: int) -> Value:
        """The value with the operators after it that bind closer than `holds`."""


def tokens_of(token: re.Pattern[str], text: str) -> list[Token]:
    """Every token, and an end.

    :raises NotSayable: where the text has none
    """
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = token.match(text, at)
        if match is None:
            raise NotSayable(text[at : at + 10])
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return [*found, ("end", "")]


def tidy(rule: str) -> str:
    """The rule with no more brackets than it needs.

    :raises NotSayable: when it is none of ours after all
    """
    try:
        return write(parse(rule)) if rule else ""
    except ExpressionError as error:
        raise NotSayable(rule[error.position : error.position + 10]) from error
