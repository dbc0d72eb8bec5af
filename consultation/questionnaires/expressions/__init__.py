"""The one small language of routing and checks: relevance, constraints, calculations, choice filters.

The dialect of XPath that XLSForm uses. `parse` makes a tree of frozen dataclasses, `write` gives its text back,
`evaluate` works it out. Nothing here knows a questionnaire.
"""

from consultation.questionnaires.expressions.evaluating import evaluate, is_true
from consultation.questionnaires.expressions.functions import FUNCTIONS, UNSUPPORTED, Context, Function, Item, Patience
from consultation.questionnaires.expressions.numbers import Nodes, Value, number_of, number_words, truth_of, words_of
from consultation.questionnaires.expressions.reading import parse, write
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
    children,
    functions,
    names,
    walk,
)

__all__ = [
    "FUNCTIONS",
    "UNSUPPORTED",
    "Attribute",
    "Binary",
    "Call",
    "Context",
    "Current",
    "Expression",
    "ExpressionError",
    "Function",
    "Item",
    "Junction",
    "Literal",
    "Lookup",
    "Name",
    "Negative",
    "Nodes",
    "Parent",
    "Patience",
    "Value",
    "children",
    "evaluate",
    "functions",
    "is_true",
    "names",
    "number_of",
    "number_words",
    "parse",
    "truth_of",
    "walk",
    "words_of",
    "write",
]
