"""Forms of the census."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from consultation.results.census.enter import MOST, Groups
from consultation.terms import Margin


class CensusForm(FlaskForm):
    """How many people of each group live there; `census_form` adds a field a group."""

    form_id = "census"
    places: Mapping[str, tuple[Margin, str]] = {}

    def census(self) -> dict[Margin, dict[str, int]]:
        """{margin: {group: people}} of the fields that were filled in."""
        found: dict[Margin, dict[str, int]] = {}
        for name, (margin, group) in self.places.items():
            if self[name].data is not None:
                found.setdefault(margin, {})[group] = self[name].data
        return found

    def fields_of(self, margin: Margin) -> list[Any]:
        return [self[name] for name, (own, _group) in self.places.items() if own is margin]


def census_form(groups: Groups, census: Mapping[Margin, Mapping[str, int]]) -> CensusForm:
    """The form, filled with what stands."""
    places = {
        f"{margin}_{number}": (margin, group) for margin, own in groups.items() for number, group in enumerate(own)
    }
    fields: dict[str, Any] = {
        name: IntegerField(
            groups[margin][group],
            [Optional(), NumberRange(0, MOST, _l("Write a whole number from 0 to a million."))],
            render_kw={"inputmode": "numeric", "min": 0, "max": MOST},
        )
        for name, (margin, group) in places.items()
    }
    data = {name: census.get(margin, {}).get(group) for name, (margin, group) in places.items()}
    made: CensusForm = type("CensusFormOfGroups", (CensusForm,), {"places": places, **fields})(data=data)
    return made


class TableForm(FlaskForm):
    """A table of the census."""

    form_id = "table"
    table = FileField(_l("CSV with the columns margin, group, people"), [FileRequired(_l("Choose a file."))])
