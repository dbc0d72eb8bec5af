"""The lists inside the form of a question: its options, and the rows of a table."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FileField, FloatField, HiddenField, StringField, ValidationError
from wtforms.validators import Length, NumberRange, Optional

from consultation.i18n import field_name
from consultation.questionnaires.definition import Option, Row, Text
from consultation.questionnaires.drafts import option_key
from consultation.questionnaires.forms.words import EDITED, LineForm, fields_of, is_key
from consultation.questionnaires.pictogram_words import TITLES, drawing_called, title_of

MOST_OPTIONS = 40
MOST_ROWS = 20
_percent = NumberRange(0, 100, _l("Write a number from 0 to 100."))


class DrawingField(StringField):
    """The drawing beside an option: people write what it is called, its name is kept."""

    def _value(self) -> str:
        return title_of(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = drawing_called(typed) or typed

    def pre_validate(self, _form: Any) -> None:
        if self.data and self.data not in TITLES:
            raise ValidationError(_l("Choose a drawing of the list, or leave this empty."))


class EntryForm(LineForm):
    """One line of a list, under a key that stays."""

    key = HiddenField()
    retired = BooleanField(_l("No longer offered"))


class OptionForm(EntryForm):
    """One option of a question."""

    pictogram = DrawingField(_l("Drawing"))
    exclusive = BooleanField(_l("Stands alone (“none of these”)"))
    specify = BooleanField(_l("Opens a line to write on (“other”)"))
    picture = HiddenField()
    upload = FileField(_l("Picture"))
    no_picture = BooleanField(_l("Remove the picture"))
    across = FloatField(_l("From the left edge, in percent"), [Optional(), _percent])
    attributes = StringField(_l("Values for a filter"), [Length(max=600)])
    down = FloatField(_l("From the top edge, in percent"), [Optional(), _percent])

    def spot(self) -> tuple[float, float] | None:
        """Where the option stands on the picture, as parts of its size; None when it is nowhere."""
        if self.across.data is None or self.down.data is None:
            return None
        return (round(self.across.data / 100, 4), round(self.down.data / 100, 4))

    def validate_attributes(self, field: Any) -> None:
        """Each value has a name that a rule can say."""
        for part in _parts(field.data):
            if not ATTRIBUTE.fullmatch(part):
                raise ValidationError(_l("Write a name, “=” and a value: side=north. Not “%(part)s”.", part=part))

    def attributes_written(self, former: Mapping[str, str]) -> dict[str, str]:
        """{name: value} as written; what was not touched is as it was, whatever signs it holds."""
        typed = (self.attributes.data or "").strip()
        if typed == attributes_line(former):
            return dict(former)
        return {name.strip(): value.strip() for name, _is, value in (part.partition("=") for part in _parts(typed))}


ATTRIBUTE = re.compile(r"[^\W\d][\w.-]*\s*=\s*\S.*")
"""One value of an option, under a name of the dialect of rules."""


def _parts(line: str | None) -> list[str]:
    return [part.strip() for part in (line or "").split(";") if part.strip()]


def attributes_line(attributes: Mapping[str, str]) -> str:
    """The values of an option as one line to edit: `side=north; floor=2`."""
    return "; ".join(f"{name}={value}" for name, value in attributes.items())


class RowForm(EntryForm):
    """One row of a table."""


for _locale in EDITED:
    setattr(OptionForm, field_name(_locale), StringField(validators=[Length(max=300)]))
    setattr(RowForm, field_name(_locale), StringField(validators=[Length(max=300)]))


def option_data(option: Option) -> dict[str, Any]:
    """An option as the data of an `OptionForm`."""
    across, down = (round(100 * part, 2) for part in option.at) if option.at else (None, None)
    kept = option.model_dump(include={"key", "pictogram", "exclusive", "specify", "retired", "picture"})
    line = attributes_line(option.attributes)
    return {**fields_of(option.label), **kept, "across": across, "down": down, "attributes": line}


def row_data(row: Row) -> dict[str, Any]:
    """A row as the data of a `RowForm`."""
    return {**fields_of(row.label), "key": row.key, "retired": row.retired}


def set_entries(field: FieldList, lines: Iterable[Mapping[str, Any]]) -> None:
    field.process(None, data=list(lines))


def turn_entries(field: FieldList, verb: str, index: str, most: int) -> None:
    """Add, remove or move a line without saving it; what was typed stays."""
    lines = [entry.data for entry in field]
    at = int(index) if index.isdecimal() else -1
    if verb == "add" and len(lines) < most:
        lines.append({})
    elif verb == "remove" and 0 <= at < len(lines):
        lines.pop(at)
    elif verb == "up" and 0 < at < len(lines):
        lines.insert(at - 1, lines.pop(at))
    elif verb == "down" and 0 <= at < len(lines) - 1:
        lines.insert(at + 1, lines.pop(at))
    set_entries(field, lines)


def written_options(field: FieldList, former: Iterable[Option], *, on_map: bool) -> tuple[Option, ...]:
    """The options in the order of the form; what the form does not show is as it was.

    A new line without words is left out; on a map a spot without words is an option still to be named.
    """
    known = {option.key: option for option in former}
    made = []
    for key, text, words in _keyed(field, {key: option.label for key, option in known.items()}):
        base = known.get(key) or Option(key=key, label=text)
        said = {
            "label": text,
            "pictogram": words.pictogram.data or None,
            "exclusive": words.exclusive.data,
            "specify": words.specify.data,
            "retired": words.retired.data,
            "picture": None if words.no_picture.data else words.picture.data or None,
            "at": words.spot() if on_map else base.at,
            "attributes": words.attributes_written(base.attributes),
        }
        made.append(base.model_copy(update=said))
    return tuple(made)


def written_rows(field: FieldList, former: Iterable[Row]) -> tuple[Row, ...]:
    """The rows in the order of the form."""
    known = {row.key: row for row in former}
    return tuple(
        (known.get(key) or Row(key=key, label=text)).model_copy(update={"label": text, "retired": words.retired.data})
        for key, text, words in _keyed(field, {key: row.label for key, row in known.items()})
    )


def _keyed(field: FieldList, known: Mapping[str, Text]) -> Iterable[tuple[str, Text, Any]]:
    """[(key, words, form)] of the lines that say something; new lines get a key nobody had."""
    taken = {*known, *(entry.form.key.data for entry in field)}
    for entry in field:
        words = entry.form
        old = words.key.data in known
        text = words.text(known.get(words.key.data))
        if not text and not old and not getattr(words, "picture", words.key).data:
            continue
        key = words.key.data if is_key(words.key.data) else option_key(text, taken)
        taken.add(key)
        yield key, text, words
