"""What each column of the table of figures means: for the data package and the files of statistics programs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Field(NamedTuple):
    """One column: its type as Frictionless says it, and what it holds."""

    type: str
    description: Any


FIELDS: Mapping[str, Field] = {
    "plan": Field("string", _l("Short name of the plan, as in its address")),
    "subject": Field("string", _l("Key of the action or priority; empty: the whole plan")),
    "subject_title": Field("string", _l("Title of the action or priority")),
    "measure": Field(
        "string",
        _l(
            "What is counted: people_heard, channels, ideas, offers, base (people who answered a question), answers "
            "(people who gave one answer), median, mean, average_rank"
        ),
    ),
    "questionnaire": Field("integer", _l("Number of the questionnaire")),
    "question": Field("string", _l("Key of the question")),
    "question_label": Field("string", _l("Words of the question")),
    "purpose": Field("string", _l("need: what people lack; wish: what they would like")),
    "sensitive": Field("integer", _l("1: groups of fewer than ten people are hidden, else of fewer than five")),
    "breakdown": Field(
        "string",
        _l(
            "Who: residents, or residents by channel, place, language, age_band, sector; kind: other respondents, apart"
        ),
    ),
    "group": Field("string", _l("Key of the group; merged: small groups and people who did not say, together")),
    "group_label": Field("string", _l("Words of the group")),
    "option": Field("string", _l("Key of the answer")),
    "option_label": Field("string", _l("Words of the answer")),
    "count": Field("number", _l("The figure; empty where it is hidden")),
    "hidden": Field("integer", _l("1: hidden, as it would show a small group")),
    "base": Field("integer", _l("People the share is of")),
    "share": Field("number", _l("Part of the base, 0 to 1")),
    "part": Field("string", _l("Key of the row of a table")),
    "part_label": Field("string", _l("Words of the row of a table")),
    "edition": Field("integer", _l("Number of the edition")),
    "day": Field("date", _l("Day of the edition")),
    "figures_of": Field("date", _l("Day of an earlier edition whose figure still stands")),
}
