"""What changes translations: words written at the desk, files brought back, drafts of a machine, reviews, links."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consultation.accounts.invite import token_hash
from consultation.languages import EASY_FRENCH, LANGUAGES
from consultation.models import GlossaryTerm, Questionnaire, TranslationLink
from consultation.models.base import now
from consultation.questionnaires import translating
from consultation.questionnaires.definition import Definition, EasyFrenchReading
from consultation.questionnaires.edit import save_draft
from consultation.questionnaires.queries import draft_of
from consultation.questionnaires.translating import Line, Review, State
from consultation.questionnaires.translation_files import Unit
from consultation.web.text import clean

LINK_LASTS = dt.timedelta(days=30)


class AlreadyThere(Exception):
    """The questionnaire speaks that language already."""


@dataclass(frozen=True)
class Written:
    """One wording as a page sent it back."""

    words: str
    seen: str
    """`Line.seen` of the page."""
    is_kept: bool = False
    """The stale translation was read again and is still right."""
    takes_draft: bool = False


@dataclass
class Outcome:
    """What became of what was sent."""

    changed: list[str] = field(default_factory=list)
    """Addresses whose words are new."""
    confirmed: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    """{address: words} not taken, because somebody changed the wording or its source meanwhile."""
    unknown: list[str] = field(default_factory=list)
    """Addresses of a file that the questionnaire has no longer."""
    older: list[str] = field(default_factory=list)
    """Addresses taken from a file made from an older source."""


def state_of(questionnaire: Questionnaire) -> State:
    return State.model_validate(questionnaire.translation_state or {})


def keep_state(questionnaire: Questionnaire, state: State) -> None:
    questionnaire.translation_state = state.model_dump(mode="json", exclude_defaults=True)


def write_translation(
    session: Session, questionnaire: Questionnaire, locale: str, sent: Mapping[str, Written]
) -> Outcome:
    """The words of a desk in one language; a place that moved on meanwhile is left and told."""
    definition, state = draft_of(questionnaire), state_of(questionnaire)
    outcome = Outcome()
    words: dict[str, str] = {}
    for line in translating.lines(definition, state, locale, {}):
        if (one := sent.get(line.address)) is None:
            continue
        typed = clean(one.words)
        if one.takes_draft and line.draft and typed == line.words:
            typed = line.draft
        if typed == line.words:
            if one.is_kept and one.seen == line.seen:
                outcome.confirmed.append(line.address)
        elif one.seen != line.seen:
            outcome.moved[line.address] = typed
        else:
            words[line.address] = typed
    _save(session, questionnaire, locale, definition, words, outcome)
    return outcome


def take_file(session: Session, questionnaire: Questionnaire, locale: str, units: Iterable[Unit]) -> Outcome:
    """The words of a file; a wording it leaves empty stays as it is."""
    definition, state = draft_of(questionnaire), state_of(questionnaire)
    known = {line.address: line for line in translating.lines(definition, state, locale, {})}
    outcome = Outcome()
    words: dict[str, str] = {}
    made_from: dict[str, str] = {}
    for unit in units:
        line, said = known.get(unit.address), clean(unit.words)
        if line is None:
            outcome.unknown.append(unit.address)
        elif said and said != line.words:
            words[unit.address] = said
            if clean(unit.source) != clean(line.source):
                made_from[unit.address] = clean(unit.source)
    _save(session, questionnaire, locale, definition, words, outcome)
    if made_from:
        state = state_of(questionnaire)
        stale = {address: dict(kept) for address, kept in state.stale.items()}
        for address, source in made_from.items():
            stale.setdefault(address, {})[locale] = source
        keep_state(questionnaire, state.model_copy(update={"stale": stale}))
        outcome.older = sorted(made_from)
    return outcome


def _save(
    session: Session,
    questionnaire: Questionnaire,
    locale: str,
    definition: Definition,
    words: Mapping[str, str],
    outcome: Outcome,
) -> None:
    save_draft(session, questionnaire, translating.with_words(definition, locale, words))
    outcome.changed = sorted(words)
    if done := [*words, *outcome.confirmed]:
        keep_state(questionnaire, translating.confirmed(state_of(questionnaire), locale, done))


def propose(questionnaire: Questionnaire, locale: str, words: Mapping[str, str]) -> int:
    """Keep the drafts of a machine beside the questionnaire, where nothing is written yet; how many."""
    state = state_of(questionnaire)
    empty = {line.address for line in translating.lines(draft_of(questionnaire), state, locale, {}) if not line.words}
    drafts = {address: clean(said) for address, said in words.items() if address in empty and clean(said)}
    kept = {**state.drafts, locale: {**state.drafts.get(locale, {}), **drafts}}
    keep_state(questionnaire, state.model_copy(update={"drafts": kept}))
    return len(drafts)


def sign_off(questionnaire: Questionnaire, locale: str, *, by: str, today: dt.date) -> Review:
    """Somebody read the translation against its source and vouches for it as it stands now."""
    state = state_of(questionnaire)
    review = Review(by=by, day=today.isoformat(), digest=translating.digest(draft_of(questionnaire), locale))
    keep_state(questionnaire, state.model_copy(update={"reviews": {**state.reviews, locale: review}}))
    return review


def withdraw_sign_off(questionnaire: Questionnaire, locale: str) -> None:
    state = state_of(questionnaire)
    reviews = {code: review for code, review in state.reviews.items() if code != locale}
    keep_state(questionnaire, state.model_copy(update={"reviews": reviews}))


def record_reading(session: Session, questionnaire: Questionnaire, day: dt.date, group: str, people: int) -> None:
    """People it is written for read the easy French as it stands now, and found it easy."""
    definition = draft_of(questionnaire)
    mark = translating.digest(definition, EASY_FRENCH)
    reading = EasyFrenchReading(day=day.isoformat(), group=group, people=people, digest=mark)
    save_draft(
        session, questionnaire, definition.model_copy(update={"easy_french": (*definition.easy_french, reading)})
    )


def add_language(session: Session, questionnaire: Questionnaire, locale: str, name: str = "") -> None:
    """The questionnaire is to be translated into one more language.

    :param name: its own name, for a language the program does not speak
    :raises AlreadyThere: when it speaks it
    """
    definition = draft_of(questionnaire)
    if locale in definition.locales:
        raise AlreadyThere(locale)
    names = definition.content_locales if locale in LANGUAGES else {**definition.content_locales, locale: name}
    changed = {"locales": (*definition.locales, locale), "content_locales": names}
    save_draft(session, questionnaire, definition.model_copy(update=changed))


def drop_language(session: Session, questionnaire: Questionnaire, locale: str) -> None:
    """The language is no longer offered; its words stay, for the day it is taken up again."""
    definition = draft_of(questionnaire)
    left = tuple(code for code in definition.locales if code != locale)
    if left and definition.locales[0] != locale:
        save_draft(session, questionnaire, definition.model_copy(update={"locales": left}))


# Glossary


def glossary(session: Session, organisation_id: int, locale: str) -> dict[str, str]:
    """{term: translation} of an organisation in one language."""
    chosen = select(GlossaryTerm).where(GlossaryTerm.organisation_id == organisation_id, GlossaryTerm.locale == locale)
    return {row.term: row.translation for row in session.scalars(chosen.order_by(GlossaryTerm.term))}


def keep_glossary(session: Session, organisation_id: int, locale: str, terms: Mapping[str, str]) -> None:
    """The glossary of that language is exactly these terms."""
    session.execute(
        delete(GlossaryTerm).where(GlossaryTerm.organisation_id == organisation_id, GlossaryTerm.locale == locale)
    )
    session.add_all(
        GlossaryTerm(organisation_id=organisation_id, locale=locale, term=term, translation=said)
        for term, said in terms.items()
    )


# Links


def make_link(session: Session, questionnaire: Questionnaire, locale: str, name: str) -> tuple[TranslationLink, str]:
    """A link for somebody without an account, and its token, which is not kept."""
    token = secrets.token_urlsafe(32)
    link = TranslationLink(
        token_hash=token_hash(token),
        questionnaire_id=questionnaire.id,
        locale=locale,
        name=name,
        expires_at=now() + LINK_LASTS,
    )
    session.add(link)
    session.flush()
    return link, token


def revoke_link(link: TranslationLink) -> None:
    """The link opens nothing any more; a second time changes nothing."""
    link.revoked_at = link.revoked_at or now()


def use_link(link: TranslationLink) -> None:
    """Somebody wrote by the link today; organisers see the day."""
    link.used_at = now()


def is_over(link: TranslationLink) -> bool:
    return link.revoked_at is not None or link.expires_at <= now()


def links_of(session: Session, questionnaire_id: int) -> list[TranslationLink]:
    """The links of a questionnaire that still open, the latest first."""
    chosen = select(TranslationLink).where(TranslationLink.questionnaire_id == questionnaire_id)
    found = session.scalars(chosen.order_by(TranslationLink.id.desc()))
    return [link for link in found if not is_over(link)]


def link_of_token(
    session: Session, token: str, *, to_edit: bool = False
) -> tuple[TranslationLink, Questionnaire] | None:
    """The link of a token and its questionnaire; None when nobody ever made it."""
    chosen = select(TranslationLink).where(TranslationLink.token_hash == token_hash(token))
    link = session.scalars(chosen).one_or_none()
    if link is None:
        return None
    asked = select(Questionnaire).where(Questionnaire.id == link.questionnaire_id)
    if to_edit:
        asked = asked.with_for_update()
    return link, session.scalars(asked).one()


def as_units(found: Iterable[Line], where: Mapping[str, str]) -> tuple[Unit, ...]:
    """The lines of a desk as the units of a file; a stale one carries what it was made from… in its state alone."""
    return tuple(
        Unit(line.address, line.source, line.words, where.get(line.address, line.address), line.state) for line in found
    )
