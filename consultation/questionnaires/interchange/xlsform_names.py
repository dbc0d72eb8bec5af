"""Names of an XLSForm's questions and groups: each gets one key, and every reference finds its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from consultation.questionnaires.interchange import rules
from consultation.questionnaires.interchange.naming import key_of, slug, unique, xml_name
from consultation.questionnaires.interchange.reading import Report
from consultation.questionnaires.interchange.xlsform_sheets import Line

RESERVED = frozenset({"meta", "instanceid", "instancename", "deprecatedid"})
"""Names a form of the standard cannot give to a question."""
FOR_THE_PHONE = frozenset({"true", "false"})


@dataclass
class Named:
    """A row and what it is called."""

    line: Line
    key: str
    name: str
    """What the form calls it, as the standard allows it."""
    path: tuple[int, ...]
    """Numbers of the groups it stands in, from the outside."""


@dataclass
class Names:
    """Every key of a form, and how to find one."""

    taken: set[str] = field(default_factory=set)
    by_name: dict[str, list[Named]] = field(default_factory=dict)
    folded: dict[str, set[str]] = field(default_factory=dict)

    def give(self, base: str) -> str:
        """A key that nothing else has."""
        key = unique(base, lambda key: key in self.taken)
        self.taken.add(key)
        return key

    def put(self, written: str, named: Named) -> None:
        for name in {written, named.name}:
            self.by_name.setdefault(name, []).append(named)
            self.folded.setdefault(name.casefold(), set()).add(name)

    def find(self, name: str, path: tuple[int, ...]) -> tuple[Named | None, bool]:
        """What a reference from inside those groups means, and whether it is spelled as the name is."""
        exact = name in self.by_name
        if not exact:
            near = self.folded.get(name.casefold(), set()) or self.folded.get(xml_name(name).casefold(), set())
            if len(near) != 1:
                return None, False
            name = next(iter(near))
        return max(self.by_name[name], key=lambda named: _shared(named.path, path)), exact


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def named_lines(
    lines: Sequence[Line], paths: Sequence[tuple[int, ...]], sheet: str, default: str, report: Report
) -> tuple[Names, dict[int, Named]]:
    """The names, and {index of a line: what it is called}; ends of groups have none.

    Questions choose before groups: `${age}` means the question where both are called so.
    """
    names = Names()
    found: dict[int, Named] = {}
    asked = {name.casefold() for line in lines for cell in line.raw.values() for name in rules.references(cell)}
    order = [i for i, line in enumerate(lines) if not line.type.name.startswith(("begin_", "end_"))]
    order += [i for i, line in enumerate(lines) if line.type.name.startswith("begin_")]
    for index in order:
        line = lines[index]
        is_group = line.type.name.startswith("begin_")
        written = " ".join(line.get("name").split())
        found[index] = _named(names, line, written, paths[index], sheet, default, report, is_group=is_group)
        if is_group and len(names.by_name[found[index].name]) > 1 and found[index].name.casefold() in asked:
            # References could mean either: only the question keeps the name.
            report.repaired(sheet, line.row, "name_twice", name=found[index].name, key=found[index].key)
            found[index].name = found[index].key
    return names, found


def _named(
    names: Names,
    line: Line,
    written: str,
    path: tuple[int, ...],
    sheet: str,
    default: str,
    report: Report,
    *,
    is_group: bool,
) -> Named:
    name = xml_name(rules.REFERENCE.sub(lambda found: found["name"], written))
    if not name:
        name = _made_up(line, default, is_group=is_group)
        # Notes and groups may do without; their names are seen by nobody.
        if not written and line.type.name not in {"note", "begin_group"}:
            report.repaired(sheet, line.row, "name_missing", name=name)
        elif written:
            report.repaired(sheet, line.row, "name_repaired", name=written, key=name)
    elif name != written:
        report.repaired(sheet, line.row, "name_repaired", name=written, key=name)
    if name.lower() in RESERVED:
        report.repaired(sheet, line.row, "name_reserved", name=name, key=f"{name}_")
        name = f"{name}_"
    base = key_of(name, "q" if not is_group else "group")
    key = names.give(base)
    if name in names.by_name and not is_group:
        report.repaired(sheet, line.row, "name_twice", name=name, key=key)
        name = key
    named = Named(line, key, name, path)
    names.put(written or name, named)
    return named


def _made_up(line: Line, default: str, *, is_group: bool) -> str:
    label = line.words.get("label", {})
    words = label.get(default) or next(iter(label.values()), "")
    kind = "group" if is_group else line.type.name
    return xml_name(slug(words, f"{key_of(kind, 'q')}_{line.row}")) if words else f"{key_of(kind, 'q')}_{line.row}"
