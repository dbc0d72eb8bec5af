"""Messages that wait to be handed to a mail server."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, one_of
from consultation.terms import MailState


class Mail(Base):
    """One message to one person; the row is gone once the server has taken it, and so is the address."""

    __tablename__ = "mail"
    __table_args__ = (CheckConstraint(one_of("state", MailState), name="state"), {"sqlite_with_rowid": False})

    #: what it is about and for whom, so that what is asked for twice is one message
    key: Mapped[str] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    #: of the words
    locale: Mapped[str]
    #: where one tap ends all messages of the kind; None: one that its reader has to get
    leave_url: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=MailState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    #: not before; the server asked to wait
    again_at: Mapped[dt.datetime | None]
