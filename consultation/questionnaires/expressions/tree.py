"""What an expression is once it is read: a tree of these, and nothing else.

`at` is where the part began in the text (characters from 0), for messages; it is no part of what the tree means.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

At = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or words in quotation marks."""

    value: str | float
    at: int = At


@dataclass(frozen=True, slots=True)
class Name:
    """`${key}`: the answer to a question, or a repeated section."""

    key: str
    at: int = At


@dataclass(frozen=True, slots=True)
class Current:
    """`.`: the answer the expression stands beside."""

    at: int = At


@dataclass(frozen=True, slots=True)
class Parent:
    """`..`: what the question stands in; only `position(..)` asks."""

    at: int = At


@dataclass(frozen=True, slots=True)
class Attribute:
    """A bare name inside a choice filter: `name`, `label`, or an attribute of the option."""

    name: str
    at: int = At


@dataclass(frozen=True, slots=True)
class Negative:
    """`-x`."""

    operand: "Expression"
    at: int = At


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides of `= != < <= > >= + - * div mod`."""

    operator: str
    left: "Expression"
    right: "Expression"
    at: int = At


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more parts, all joined by `and` or all by `or`."""

    operator: str
    parts: tuple["Expression", ...]
    at: int = At


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    function: str
    arguments: tuple["Expression", ...] = ()
    at: int = At


@dataclass(frozen=True, slots=True)
class Lookup:
    """`instance('list')/root/item[condition]/column`: options of a list, or one thing each says of itself."""

    list: "Expression"
    condition: "Expression | None" = None
    column: str = ""
    at: int = At


Expression = Literal | Name | Current | Parent | Attribute | Negative | Binary | Junction | Call | Lookup


class ExpressionError(ValueError):
    """An expression that cannot be read or worked out.

    `what` is wrong at `position` (characters from 0); `expected` says what could stand there, when it is known.
    """

    def __init__(self, position: int, what: str, expected: str = "") -> None:
        super().__init__(f"at character {position + 1}: {what}" + (f"; expected {expected}" if expected else ""))
        self.position = position
        self.what = what
        self.expected = expected


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts a node is made of."""
    match node:
        case Negative():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Junction():
            return node.parts
        case Call():
            return node.arguments
        case Lookup():
            return (node.list,) if node.condition is None else (node.list, node.condition)
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, in the order of the text."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(children(here)))


def names(node: Expression) -> list[str]:
    """Keys of the questions and sections it refers to, each once, in the order of the text."""
    return list(dict.fromkeys(part.key for part in walk(node) if isinstance(part, Name)))


def functions(node: Expression) -> list[str]:
    """The functions it calls, each once."""
    return list(dict.fromkeys(part.function for part in walk(node) if isinstance(part, Call)))
