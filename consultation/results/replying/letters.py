"""The reply to those who left an address: letters to post, tables for a mail merge, e-mails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from consultation.i18n import direction, html_lang
from consultation.mailing.post import NewMail
from consultation.models import ReplyWish
from consultation.outreach.posters import direction_of, short_address
from consultation.results.replying.posters import wording
from consultation.results.replying.resident_words import LetterWords, leave_words, letter_words
from consultation.results.replying.standing import Line, latest_of
from consultation.results.spreadsheets import Sheet
from consultation.terms import WayToTell
from consultation.web.pdf import pdf_for_every_reader, qr_svg

TEMPLATE = Path(__file__).with_name("letter.typ")
LABELS = Path(__file__).with_name("labels.typ")
ADDRESS_LINES = 5
"""Columns of a table for the lines of an address."""


@dataclass(frozen=True)
class Round:
    """What is told this time, and by whom."""

    plan_id: int
    plan_title: str
    plan_locale: str
    organisation: str
    is_simulated: bool
    lines: Sequence[Line]
    """Those with a reply that stands."""
    reply_url: Callable[[str], str]
    """Address of the page of replies in a language."""
    wish_url: Callable[[ReplyWish], str]
    """Where somebody has their address deleted."""

    @property
    def through(self) -> int:
        """Number of the latest reply; 0: there is none."""
        return latest_of(self.lines)

    def words_for(self, wish: ReplyWish) -> LetterWords:
        """What somebody has not heard yet, in their language."""
        new = [line for line in self.lines if line.told and line.told.id > wish.told_through]
        return letter_words(wish.locale, new, self.plan_locale)


def mail_text(words: LetterWords, told: Round, wish: ReplyWish) -> str:
    """Paragraphs, with an empty line between."""
    paragraphs = [words.greeting, told.plan_title]
    if told.is_simulated:
        paragraphs.insert(0, words.simulated)
    for one in words.replies:
        lines = [f"{words.said} {one.said.words}", one.state, words.missing if one.is_missing else ""]
        paragraphs += ["\n".join(line for line in lines if line), one.because.words, f"{one.signed}, {one.day}"]
    paragraphs.append(f"{words.all_replies}\n{told.reply_url(wish.locale)}")
    paragraphs.append(leave_words(wish.locale, wish.ends_on, told.wish_url(wish)))
    return "\n\n".join(paragraphs)


def previews(told: Round, people: Sequence[ReplyWish]) -> list[tuple[str, str]]:
    """[(language, what somebody of it reads)], each language once; nobody's own address stands in it."""
    told = replace(told, wish_url=lambda _wish: "…")
    first = {wish.locale: wish for wish in reversed(people)}
    return [(locale, mail_text(told.words_for(wish), told, wish)) for locale, wish in first.items()]


def mails(told: Round, wishes: Sequence[ReplyWish]) -> list[NewMail]:
    """One message a person; the same round asked for again gives the same keys."""
    found = []
    for wish in wishes:
        words, address = told.words_for(wish), wish.email or ""
        found.append(
            NewMail(
                key=f"reply-{told.plan_id}-{told.through}-{sha256(address.encode()).hexdigest()[:32]}",
                plan_id=told.plan_id,
                address=address,
                subject=f"{words.subject} – {told.plan_title}",
                text=mail_text(words, told, wish),
                locale=wish.locale,
                leave_url=told.wish_url(wish),
            )
        )
    return found


def merge_sheet(told: Round, way: WayToTell, wishes: Sequence[ReplyWish]) -> Sheet:
    """A table for a mail merge: where to, in which language, and the words, a row a person."""
    if way is WayToTell.EMAIL:
        header = ["email", "language", "subject", "text", "delete_by"]
    else:
        header = [
            "name",
            "through",
            *(f"address_{n}" for n in range(1, ADDRESS_LINES + 1)),
            "language",
            "text",
            "delete_by",
        ]
    return Sheet(way.value, header, [_row(told, way, wish) for wish in wishes])


def _row(told: Round, way: WayToTell, wish: ReplyWish) -> list[str]:
    words = told.words_for(wish)
    text, until = mail_text(words, told, wish), wish.ends_on.isoformat()
    if way is WayToTell.EMAIL:
        return [wish.email or "", wish.locale, f"{words.subject} – {told.plan_title}", text, until]
    return [wish.name or "", wish.organisation_name or "", *address_lines(wish), wish.locale, text, until]


def address_lines(wish: ReplyWish) -> list[str]:
    """The lines of the address, as many as there are columns."""
    lines = (wish.address or "").splitlines()
    kept = [*lines[: ADDRESS_LINES - 1], " ".join(lines[ADDRESS_LINES - 1 :])]
    return [*kept, *[""] * (ADDRESS_LINES - len(kept))]


def letters(told: Round, wishes: Sequence[ReplyWish]) -> bytes:
    """A PDF to print, fold and post: the address shows in the window of a long envelope (NF Z 11-001)."""
    people = [letter_data(told, wish) for wish in wishes]
    return pdf_for_every_reader(
        TEMPLATE, {"title": told.plan_title, "lang": html_lang(told.plan_locale), "letters": people}
    )


def labels(plan_title: str, plan_locale: str, wishes: Sequence[ReplyWish]) -> bytes:
    """A PDF of labels for envelopes without a window, 24 on a page of A4."""
    people = [lines_to(wish) for wish in wishes]
    return pdf_for_every_reader(LABELS, {"title": plan_title, "lang": html_lang(plan_locale), "labels": people})


def lines_to(wish: ReplyWish) -> list[dict[str, str]]:
    """The lines of an envelope."""
    lines = [line for line in (wish.organisation_name, wish.name, *address_lines(wish)) if line]
    return [{"words": line, "lang": "und", "dir": direction_of(line)} for line in lines]


def letter_data(told: Round, wish: ReplyWish) -> dict[str, Any]:
    """What the template needs of one letter."""
    words, locale = told.words_for(wish), wish.locale
    address = told.reply_url(locale)
    return {
        "sender": f"{told.organisation} · {told.plan_title}",
        "to": lines_to(wish),
        "lang": html_lang(locale),
        "dir": direction(locale),
        "headline": words.subject,
        "simulated": words.simulated if told.is_simulated else None,
        "greeting": words.greeting,
        "said_label": words.said,
        "missing": words.missing,
        "lines": [
            {
                "said": wording(*one.said),
                "state": one.state,
                "is_missing": one.is_missing,
                "because": wording(*one.because),
                "signed": {"words": one.signed, "lang": "und", "dir": direction_of(one.signed)},
                "day": one.day,
            }
            for one in words.replies
        ],
        "call": words.call,
        "address": short_address(address),
        "svg": qr_svg(address, "Q"),
        "leave": leave_words(locale, wish.ends_on, short_address(told.wish_url(wish))),
    }
