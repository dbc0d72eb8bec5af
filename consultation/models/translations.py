"""What helps a translator: an organisation's glossary, and links for people without an account."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.models.base import Base, now


class GlossaryTerm(Base):
    """How an organisation wants a word to be said in another language ("centre social")."""

    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("organisation_id", "locale", "term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    #: language of the translation
    locale: Mapped[str]
    #: as it stands in the source language
    term: Mapped[str]
    translation: Mapped[str]


class TranslationLink(Base):
    """A link by which somebody without an account translates one questionnaire into one language."""

    __tablename__ = "translation_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: of 256 random bits; the token itself is shown once
    token_hash: Mapped[str] = mapped_column(unique=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str]
    #: what the organiser calls whoever holds it ("the dari class"); never shown to anybody else
    name: Mapped[str]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
