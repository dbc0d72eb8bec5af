"""What was printed: batches of numbered sheets, with the position of every box."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base


class SheetBatch(Base):
    """Sheets printed in one go: numbers `first_number` to `first_number + count - 1` of the questionnaire."""

    __tablename__ = "sheet_batch"
    __table_args__ = (CheckConstraint("count >= 1", name="count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    locale: Mapped[str]
    #: printed beside the first, for a bilingual sheet
    second_locale: Mapped[str | None]
    #: "a4", "a5"
    size: Mapped[str] = mapped_column(default="a4")
    first_number: Mapped[int]
    count: Mapped[int]
    #: every box, field and question: page and millimetres (see paper.sheet)
    layout: Mapped[dict[str, Any]]
    printed_on: Mapped[dt.date]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
