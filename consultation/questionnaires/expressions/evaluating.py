"""Working an expression out."""

import dataclasses

from consultation.questionnaires.expressions.functions import (
    FUNCTIONS,
    LONGEST_WORDS,
    UNSUPPORTED,
    Context,
    Given,
    Item,
    quotient,
    remainder,
)
from consultation.questionnaires.expressions.numbers import Value, number_of, single, truth_of, words_of
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


def evaluate(node: Expression, context: Context) -> Value:
    """What an expression gives.

    :raises ExpressionError: for a function that is unknown or called wrongly, or a pattern that cannot be read
    """
    return single(evaluate_nodes(node, context))


def is_true(node: Expression, context: Context) -> bool:
    """Whether an expression holds; see `evaluate`."""
    return truth_of(evaluate_nodes(node, context))


def evaluate_nodes(node: Expression, context: Context) -> Given:
    """The same, with all values of a question that was asked several times."""
    context.patience.spend()
    match node:
        case Literal():
            return node.value
        case Name():
            return context.values.get(node.key, "")
        case Binary():
            return _binary(node.operator, evaluate_nodes(node.left, context), evaluate_nodes(node.right, context))
        case Junction():
            parts = (truth_of(evaluate_nodes(part, context)) for part in node.parts)
            return all(parts) if node.operator == "and" else any(parts)
        case Call():
            return _call(node, context)
        case Current():
            return context.current
        case Negative():
            return -number_of(evaluate_nodes(node.operand, context))
        case Attribute():
            return context.item.get(node.name, "")
        case Lookup():
            return _lookup(node, context)
        case Parent():
            return ""


def _call(node: Call, context: Context) -> Given:
    function = FUNCTIONS.get(node.function)
    if function is None:
        why = "is not supported" if node.function in UNSUPPORTED else "is not known"
        raise ExpressionError(node.at, f"the function {node.function}() {why}")
    if len(node.arguments) < function.least or (function.most is not None and len(node.arguments) > function.most):
        raise ExpressionError(node.at, f"{node.function}() does not take {len(node.arguments)} arguments")
    if node.function == "if":  # only one of its two ends is worked out
        return evaluate_nodes(node.arguments[1 if is_true(node.arguments[0], context) else 2], context)
    if node.function == "jr:choice-name" and isinstance(node.arguments[1], Name):
        return function.run(context, [evaluate_nodes(node.arguments[0], context), node.arguments[1].key])
    given = [evaluate_nodes(argument, context) for argument in node.arguments]
    if node.function == "indexed-repeat" and isinstance(node.arguments[0], Name):
        given[0] = context.times.get(node.arguments[0].key, given[0])
    found = function.run(context, given)
    if isinstance(found, str) and len(found) > LONGEST_WORDS:
        raise ExpressionError(node.at, f"{node.function}() gives too many words")
    return found


def _binary(operator: str, left: Given, right: Given) -> Value:
    left, right = single(left), single(right)
    if operator in {"=", "!="}:
        return _equal(left, right) is (operator == "=")
    one, other = number_of(left), number_of(right)
    match operator:
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
        case "div":
            return quotient(one, other)
        case _:
            return remainder(one, other)


def _equal(left: Value, right: Value) -> bool:
    """As truth if one side is truth, as numbers if one is a number, else as words."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth_of(left) is truth_of(right)
    if isinstance(left, float) or isinstance(right, float):
        return number_of(left) == number_of(right)
    return left == right


def _lookup(node: Lookup, context: Context) -> Given:
    items: list[Item] = list(context.lists.get(words_of(evaluate_nodes(node.list, context)), ()))
    if node.condition is not None:
        wanted = node.condition
        items = [item for item in items if is_true(wanted, dataclasses.replace(context, item=item))]
    return [item.get(node.column or "name", "") for item in items]
