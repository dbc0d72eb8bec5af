"""Expressions of one form: repaired, their names made keys, and what cannot work told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from consultation.questionnaires.expressions import (
    FUNCTIONS,
    Attribute,
    Expression,
    ExpressionError,
    Lookup,
    functions,
    parse,
    walk,
)
from consultation.questionnaires.interchange import rules
from consultation.questionnaires.interchange.lists import ChoiceList
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.xlsform_names import Named, Names

PATH = re.compile(
    r"(?<![\w$}\])'\"])(?:\.\./|/[A-Za-z_][\w.-]*/|\./)(?:[\w.*-]+/)*(?P<name>[A-Za-z_][\w.-]*)(?![\w(/:-])"
)


@dataclass
class Rules:
    """Turns the expressions of a form into ours."""

    sheet: str
    names: Names
    report: Report
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    """{key of a question: its list}."""
    languages: tuple[str, ...] = ("fr",)
    appearances: set[str] = field(default_factory=set)
    """Those told already."""

    def expression(self, text: str, named: Named, column: str) -> str:
        """The expression with keys for names; empty for none."""
        if not text:
            return ""
        row = named.line.row
        fixed, done = rules.repaired_expression(text)
        for code in done:
            self.report.repaired(self.sheet, row, f"rule_{code}", column=column, written=text, read=fixed)
        fixed = self._paths(fixed, named, column)
        fixed = rules.with_values(fixed, lambda name: self._values(name, named))
        fixed = rules.renamed(fixed, lambda name: self._key(name, named, column))
        try:
            tree = parse(fixed)
        except ExpressionError as error:
            self.report.cannot(self.sheet, row, "rule_unknown", column=column, rule=text, at=error.position + 1)
            return fixed
        for function in functions(tree):
            if function not in FUNCTIONS:
                self.report.cannot(
                    self.sheet, row, "function_not_here", column=column, function=f"{function}()", rule=text
                )
        return fixed if column == "choice_filter" else self._bare(fixed, tree, named, column)

    def _bare(self, text: str, tree: Expression, named: Named, column: str) -> str:
        """The expression with bare names of questions as references: `age > 17` as `${age} > 17`."""
        of_choices = {
            part.at
            for found in walk(tree)
            if isinstance(found, Lookup) and found.condition
            for part in walk(found.condition)
        }
        bare = [part for part in walk(tree) if isinstance(part, Attribute) and part.at not in of_choices]
        for part in sorted(bare, key=lambda part: part.at, reverse=True):
            target, _exact = self.names.find(part.name, named.path)
            if part.name.lower() in {"true", "false"}:
                new = f"{part.name.lower()}()"
            elif target is None or text[part.at : part.at + len(part.name)] != part.name:
                self.report.cannot(self.sheet, named.line.row, "reference_unknown", column=column, name=part.name)
                continue
            else:
                new = f"${{{target.key}}}"
            self.report.repaired(self.sheet, named.line.row, "reference_bare", column=column, name=part.name, read=new)
            text = text[: part.at] + new + text[part.at + len(part.name) :]
        return text

    def words(self, text: Mapping[str, str], named: Named) -> dict[str, str]:
        """Words in several languages, with the answers inside them by key."""
        return {
            language: rules.renamed(words, lambda name: self._key(name, named, "label"))
            for language, words in text.items()
        }

    def _key(self, name: str, named: Named, column: str) -> str | None:
        found, exact = self.names.find(name.strip(), named.path)
        if found is None:
            self.report.cannot(self.sheet, named.line.row, "reference_unknown", column=column, name=name)
            return None
        if not exact:
            self.report.repaired(
                self.sheet, named.line.row, "reference_respelled", column=column, name=name, read=found.name
            )
        return found.key

    def _paths(self, text: str, named: Named, column: str) -> str:
        """`../age` and `/data/group/age` as `${age}`, outside of quotation marks and tables."""

        def put(found: re.Match[str]) -> str:
            target, _exact = self.names.find(found["name"], named.path)
            if target is None:
                return found[0]
            self.report.repaired(
                self.sheet, named.line.row, "path_named", column=column, path=found[0], read=f"${{{target.name}}}"
            )
            return f"${{{target.name}}}"

        if "/" not in text or "instance(" in text:
            return text
        pieces = rules.PARTS.split(text)
        pieces[::2] = [PATH.sub(put, piece) for piece in pieces[::2]]
        return "".join(pieces)

    def _values(self, name: str, named: Named) -> Mapping[str, str]:
        found = named if name == "." else self.names.find(name.strip(), named.path)[0]
        choices = self.lists.get(found.key) if found else None
        return choices.changed if choices else {}
