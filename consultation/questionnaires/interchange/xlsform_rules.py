"""Expressions of one form: repaired, their names made keys, and what cannot work told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from consultation.questionnaires.interchange import rules
from consultation.questionnaires.interchange.lists import ChoiceList
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.xlsform_names import Named, Names

NOT_HERE = re.compile(r"\b(pulldata|search|indexed-repeat|property|geofence|area|distance|digest)\s*\(", re.IGNORECASE)
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
        if reason := not_understood(fixed):
            self.report.cannot(self.sheet, row, "rule_unknown", column=column, rule=text, why=reason)
        elif found := NOT_HERE.search(fixed):
            self.report.cannot(self.sheet, row, "function_not_here", column=column, function=f"{found[1]}()", rule=text)
        return fixed

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


def not_understood(expression: str) -> str:
    """Why our own language of expressions cannot read it; empty when it can."""
    return ""
