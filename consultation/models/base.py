"""What every table shares: names of constraints, types that mean the same on SQLite and PostgreSQL, random keys."""

import datetime as dt
import secrets
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document: jsonb on PostgreSQL, text on SQLite."""


class Moment(TypeDecorator[dt.datetime]):
    """An aware moment in UTC; SQLite, which has no time zones, holds it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String(),
        dt.datetime: Moment(),
        dict[str, Any]: Json,
        dict[str, str]: Json,
        dict[str, dict[str, str]]: Json,
        list[str]: Json,
        list[list[str]]: Json,
        list[dict[str, Any]]: Json,
        list[int]: Json,
    }


def random_key() -> str:
    """A key that tells nothing: no order, no time (128 random bits, 32 hexadecimal digits)."""
    return secrets.token_hex(16)


def one_of(column: str, values: type[Any]) -> str:
    """SQL of the check that a text column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(member.value) for member in values)})"


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)
