"""Publishing a draft: it becomes an immutable version that people answer."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.models import Version
from consultation.questionnaires import drafts
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.edit import MovedOn
from consultation.questionnaires.effects import effects
from consultation.questionnaires.faults import Fault, faults
from consultation.questionnaires.queries import (
    Opened,
    action_titles,
    definition_of,
    latest_version,
    places_of_plan,
    used_print_codes,
)
from consultation.questionnaires.translating import State, gapped


class NotReady(Exception):
    """Something has to be settled before publishing."""

    def __init__(self, blocking: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in blocking))
        self.faults = tuple(blocking)


class Doubtful(Exception):
    """Published questions say something else now, and nobody said that they still mean the same."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = tuple(keys)


class Undecided(Exception):
    """Languages with gaps, of which nobody said yet what becomes of them in this version."""

    def __init__(self, locales: Sequence[str]) -> None:
        super().__init__(", ".join(locales))
        self.locales = tuple(locales)


class Gap(StrEnum):
    """What becomes of a language with gaps when a version is published."""

    SHOW = "show"
    """It is offered; what is missing shows in the first language, marked as such."""
    LEAVE_OUT = "leave_out"
    """It is not offered in this version; the draft keeps it."""


class NothingNew(Exception):
    """The draft says what the published version says already."""


def faults_today(session: Session, made: Opened, previous: Definition | None) -> list[Fault]:
    """Faults of the draft as it would be published now, places included."""
    definition = drafts.with_places(made.draft, places_of_plan(session, made.plan.id))
    return faults(definition, action_titles(made.plan).keys(), previous)


def publish_version(
    session: Session,
    made: Opened,
    *,
    account_id: int | None,
    revision: int,
    same: Collection[str] = (),
    gaps: Mapping[str, Gap] | None = None,
) -> Version:
    """The next version, as the draft stands, with the places of today as options.

    :param same: keys of reworded questions that mean what they meant, says the person who publishes
    :param gaps: {language: what becomes of it} for each one with gaps; None: all are offered
    :raises MovedOn: when the draft is not the one the person read
    :raises Undecided: with the languages that have gaps and are not in `gaps`
    :raises NotReady: with everything that has to be settled first
    :raises Doubtful: with the questions whose new words may mean something else, and are not in `same`
    :raises NothingNew: when there is nothing to publish
    """
    questionnaire = made.questionnaire
    if revision != questionnaire.revision:
        raise MovedOn
    former = latest_version(session, made.id)
    previous = definition_of(former) if former else None
    if blocking := [fault for fault in faults_today(session, made, previous) if fault.blocks]:
        raise NotReady(blocking)
    definition = drafts.with_places(made.draft, places_of_plan(session, made.plan.id))
    state = State.model_validate(questionnaire.translation_state or {})
    if gaps is not None and (left := [one for one in gapped(definition, state) if one not in gaps]):
        raise Undecided(left)
    published = offered_without(definition, [one for one, gap in (gaps or {}).items() if gap is Gap.LEAVE_OUT])
    if published == previous:
        raise NothingNew
    if previous and (doubtful := effects(previous, definition).doubtful.keys() - {*same}):
        raise Doubtful(sorted(doubtful))
    questionnaire.draft = definition.model_dump(mode="json", exclude_defaults=True)
    return _add_version(session, made, published, account_id, former.number + 1 if former else 1)


def offered_without(definition: Definition, left_out: Collection[str]) -> Definition:
    """The definition, not offered in those languages; its words stay, for the versions to come."""
    first, *others = definition.locales
    return definition.model_copy(update={"locales": (first, *(one for one in others if one not in left_out))})


def _add_version(session: Session, made: Opened, published: Definition, account_id: int | None, number: int) -> Version:
    for code in free_codes(made.plan.sector or made.plan.title, session):
        version = Version(
            questionnaire_id=made.id,
            number=number,
            print_code=code,
            definition=published.model_dump(mode="json", exclude_defaults=True),
            published_by=account_id,
        )
        try:
            with session.begin_nested():
                session.add(version)
                session.flush()
        except IntegrityError:
            continue  # somebody else published under that code a moment ago
        return version
    raise AssertionError("print codes never run out")


def free_codes(name: str, session: Session) -> Iterator[str]:
    """Print codes nobody has, readable ones first: three letters of the name and a number ("OZN3")."""
    prefix = code_letters(name)
    used = used_print_codes(session, prefix)
    return itertools.filterfalse(used.__contains__, (f"{prefix}{n}" for n in range(1, 100_000)))


def code_letters(name: str) -> str:
    """Three capitals that recall a name: the first and the next consonants ("Ozon" gives `OZN`)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    letters = re.sub(r"[^A-Z]", "", plain)
    recalled = letters[:1] + re.sub(r"[AEIOUY]", "", letters[1:]) + re.sub(r"[^AEIOUY]", "", letters[1:])
    return (recalled + "XXX")[:3]
