"""Counting words, so that none is lost between a document and its reading."""

import re
from typing import Any

from consultation.plan.blocks import Document, Paragraph
from consultation.plan.outline import plan_outline
from consultation.plan.plan_reading import PlanReading


def lost_words(document: Document, plan: PlanReading) -> set[str]:
    """Words of the document that stand nowhere in the reading, nor among what was left out."""
    printed: list[str] = []
    for block in document.blocks:
        holders = [block] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]
        for holder in holders:
            printed.extend([holder.text, *holder.notes])
    outline = plan_outline(plan, doubt_words=lambda doubt: doubt.code, dropped_words=str)
    return words(" ".join(printed)) - words(" ".join(_texts(outline)))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
