"""Changes of the register of places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.models import Place
from consultation.outreach.create import place_written
from consultation.outreach.spelling import writings
from consultation.questionnaires.drafts import new_key, slug
from consultation.terms import PlaceKind


class AlreadyThere(Exception):
    """Another place is written so."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.key)
        self.place = place


def register_place(
    session: Session,
    plan_id: int,
    name: Mapping[str, str],
    kind: PlaceKind = PlaceKind.OTHER,
    also_written: Sequence[str] = (),
) -> Place:
    """A new place of the register.

    :raises AlreadyThere: when a place is written so already
    """
    places = _places(session, plan_id)
    _check_is_new(places, name, also_written)
    place = Place(
        plan_id=plan_id, key=_new_key(places, name), kind=kind, name=dict(name), also_written=list(also_written)
    )
    session.add(place)
    session.flush()
    return place


def correct_place(
    session: Session, place: Place, name: Mapping[str, str], kind: PlaceKind, also_written: Sequence[str]
) -> None:
    """The place is written that way; its key stays, because answers hang on it.

    :raises AlreadyThere: when another place is written so
    """
    _check_is_new([other for other in _places(session, place.plan_id) if other is not place], name, also_written)
    place.name, place.kind, place.also_written = dict(name), kind, list(also_written)


def retire_place(place: Place, *, retired: bool = True) -> None:
    """The place is no longer proposed, or is again; answers and channels keep it."""
    place.is_retired = retired


@dataclass(frozen=True)
class Registered:
    """What became of a pasted list of places."""

    made: list[Place]
    #: lines that name a place of the register
    already: list[str]


def register_places(session: Session, plan_id: int, lines: Iterable[str], kind: PlaceKind, locale: str) -> Registered:
    """One place a line; after a first name, other ways to write it may follow, separated by semicolons."""
    places = _places(session, plan_id)
    done = Registered([], [])
    for line in lines:
        name, *others = [words.strip() for words in line.split(";") if words.strip()]
        if any(place_written(places, words) for words in (name, *others)):
            done.already.append(name)
            continue
        text = {locale: name}
        place = Place(plan_id=plan_id, key=_new_key(places, text), kind=kind, name=text, also_written=others)
        places.append(place)
        done.made.append(place)
    session.add_all(done.made)
    session.flush()
    return done


def _places(session: Session, plan_id: int) -> list[Place]:
    """Every place of the plan, retired ones too: a name that comes back is the same place."""
    return list(session.scalars(select(Place).where(Place.plan_id == plan_id)))


def _check_is_new(places: Iterable[Place], name: Mapping[str, str], also_written: Sequence[str]) -> None:
    wanted = writings([*name.values(), *also_written])
    for place in places:
        if wanted & writings([*place.name.values(), *place.also_written]):
            raise AlreadyThere(place)


def _new_key(places: Iterable[Place], name: Mapping[str, str]) -> str:
    taken = {place.key for place in places}
    words = next((name[locale] for locale in ("fr", "en", *name) if name.get(locale)), "")
    base = slug(words, "place")
    return base if base not in taken else new_key(base, taken)
