"""Scripts for residents are written for phones of 2018: Chromium 70, Safari 12, Firefox ESR 78.

One sign such a phone cannot read, and it drops the whole script; one word it does not know, and the page stops midway.
Years and versions: MDN browser compatibility data.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from consultation.answering.shown import SCRIPTS
from consultation.web.static import FOLDER

ROOMS = Path(__file__).parents[2] / "consultation"
JAVASCRIPT = Parser(Language(tree_sitter_javascript.language()))
YOUNG_SIGNS = frozenset(
    [
        "optional_chain",
        "??",
        "??=",
        "||=",
        "&&=",
        "private_property_identifier",
        "class_static_block",
        "field_definition",
        "import",
        "import_statement",
        "export_statement",
    ]
)
YOUNG_PARTS = frozenset(
    [
        "at",
        "fromEntries",
        "hasOwn",
        "groupBy",
        "matchAll",
        "replaceAll",
        "allSettled",
        "findLast",
        "findLastIndex",
        "toSorted",
        "toReversed",
        "toSpliced",
        "randomUUID",
        "replaceChildren",
        "requestSubmit",
        "checkVisibility",
        "showModal",
        "showPicker",
    ]
)
YOUNG_NAMES = frozenset(
    ["globalThis", "structuredClone", "queueMicrotask", "WeakRef", "AggregateError", "CompressionStream"]
)
YOUNG_PATTERN = re.compile(r"\(\?<[=!]")


def scripts() -> list[str]:
    """Every script a page for residents may load."""
    named = set(SCRIPTS.values()) | {"formulas.js", "routing.js", "repeats.js"}
    for template in ROOMS.rglob("templates/**/*.html"):
        words = template.read_text()
        if 'extends "resident.html"' in words or template.name == "resident.html":
            named |= set(re.findall(r"static_url\('([\w-]+\.js)'\)", words))
    return sorted(named)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def is_young(node: Node) -> bool:
    """Whether a phone of 2018 stumbles over it."""
    words = (node.text or b"").decode()
    if node.type in YOUNG_SIGNS:
        return True
    if node.type == "property_identifier":
        return words in YOUNG_PARTS
    if node.type == "identifier":
        return words in YOUNG_NAMES
    if node.type == "number":
        return "_" in words or words.endswith("n")
    return node.type == "regex_pattern" and bool(YOUNG_PATTERN.search(words))


def young_parts(source: bytes) -> list[str]:
    """Lines of a script with something an old phone does not know."""
    tree = JAVASCRIPT.parse(source).root_node
    assert not tree.has_error
    lines = source.decode().splitlines()
    return [f"{one.start_point[0] + 1}: {lines[one.start_point[0]].strip()}" for one in nodes(tree) if is_young(one)]


@pytest.mark.parametrize("name", scripts())
def test_a_script_for_residents_runs_on_a_phone_of_2018(name: str) -> None:
    assert young_parts((FOLDER / name).read_bytes()) == []


@pytest.mark.parametrize(
    "young", ["a?.b", "a ?? b", "a ||= 1", "1_000", "10n", "/(?<=a)b/", "[].at(-1)", "globalThis", "import('a')"]
)
def test_what_such_a_phone_cannot_read_is_found(young: str) -> None:
    assert young_parts(young.encode())
    assert not young_parts(b"try { a.b(...[1]) } catch { ({ ...c, d: `e` }) }")
