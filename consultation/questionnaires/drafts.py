"""Edits of a draft: a definition comes in, another goes out; nothing here stores anything."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from consultation.questionnaires.bank import Entry
from consultation.questionnaires.definition import Definition, Offer, Option, Question, Section, Text
from consultation.questionnaires.profile import PROFILE_QUESTIONS, SECTION_KEY, profile_section
from consultation.terms import Kind, Profile


class LastSection(Exception):
    """A section cannot be removed while its questions have nowhere to go."""


class Unknown(Exception):
    """The draft has no question or section of that key (any more)."""


# Keys


def keys_of(definition: Definition) -> set[str]:
    """Every key in use: sections, questions, offers, and options as `question/option`."""
    keys = {section.key for section in definition.sections} | {offer.key for offer in definition.offers}
    for question in definition.questions():
        keys.add(question.key)
        keys.update(f"{question.key}/{option.key}" for option in question.options)
    return keys


def new_key(base: str, spent: Collection[str]) -> str:
    """`base_1`, `base_2`…: higher than every number given before, so that none is given twice."""
    numbers = [int(found[1]) for key in spent if (found := re.fullmatch(rf"{re.escape(base)}_(\d+)", key))]
    return f"{base}_{max(numbers, default=0) + 1}"


def slug(words: str, otherwise: str) -> str:
    """Words as a key of at most 30 characters; `otherwise` for words without Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].strip("_") or otherwise


def key_base(actions: Sequence[str], priorities: Sequence[str]) -> str:
    """Start of the key of a new question: the action or priority it informs first ("P1.02" gives `p1_02`)."""
    return slug(next(iter((*actions, *priorities)), "q"), "q")


def option_key(label: Text, taken: Collection[str]) -> str:
    """A readable key for a new option, none of `taken`."""
    words = next((label[locale] for locale in ("en", "fr", *label) if label.get(locale)), "")
    base = slug(words, "option")
    return base if base not in taken else new_key(base, taken)


# Sections and questions


def section_of(definition: Definition, key: str) -> Section:
    """The section a question stands in.

    :raises Unknown: when there is no such question
    """
    for section in definition.sections:
        if any(question.key == key for question in section.questions):
            return section
    raise Unknown(key)


def add_section(definition: Definition, section: Section) -> Definition:
    """With a section more, at the end but before the profile."""
    sections = list(definition.sections)
    before_profile = len(sections) - (bool(sections) and sections[-1].key == SECTION_KEY)
    sections.insert(before_profile, section)
    return definition.model_copy(update={"sections": tuple(sections)})


def move_section(definition: Definition, key: str, by: int) -> Definition:
    """With the section `by` places later (earlier when negative), as far as it can go."""
    sections = list(definition.sections)
    position = sections.index(_section(definition, key))
    section = sections.pop(position)
    sections.insert(max(0, position + by), section)
    return definition.model_copy(update={"sections": tuple(sections)})


def remove_section(definition: Definition, key: str) -> Definition:
    """Without the section; its questions join its neighbour, none is lost.

    :raises LastSection: when there is no neighbour to take its questions
    """
    removed = _section(definition, key)
    position = definition.sections.index(removed)
    sections = [section for section in definition.sections if section.key != key]
    if removed.questions:
        if not sections:
            raise LastSection(key)
        neighbour = max(0, position - 1)
        here = sections[neighbour].questions
        questions = here + removed.questions if position else removed.questions + here
        sections[neighbour] = sections[neighbour].model_copy(update={"questions": questions})
    return definition.model_copy(update={"sections": tuple(sections)})


def add_question(definition: Definition, question: Question, section: str | None = None) -> Definition:
    """With the question at the end of that section, by default of the last one before the profile."""
    if section is None:
        if not any(s.key != SECTION_KEY for s in definition.sections):
            definition = add_section(definition, Section(key=new_key("s", keys_of(definition))))
        section = [s.key for s in definition.sections if s.key != SECTION_KEY][-1]
    into = _section(definition, section)
    return _with_section(definition, into.model_copy(update={"questions": (*into.questions, question)}))


def replace_question(definition: Definition, question: Question) -> Definition:
    """With that question in the place of the one of the same key."""
    section = section_of(definition, question.key)
    questions = tuple(question if old.key == question.key else old for old in section.questions)
    return _with_section(definition, section.model_copy(update={"questions": questions}))


def put_question(definition: Definition, question: Question, section: str | None) -> Definition:
    """With the question in that section: in its place if it stands there already, else at the end."""
    if definition.question(question.key) is None:
        return add_question(definition, question, section)
    definition = replace_question(definition, question)
    if section in {None, section_of(definition, question.key).key}:
        return definition
    return place_question(definition, question.key, str(section))


def move_question(definition: Definition, key: str, by: int) -> Definition:
    """With the question one place later (`by` 1) or earlier (-1); past the edge it enters the next section."""
    section = section_of(definition, key)
    shown = [question.key for question in section.questions if not question.retired or question.key == key]
    position = shown.index(key) + by
    if 0 <= position < len(shown):
        neighbour = shown[position]
        return place_question(definition, key, section.key, before=neighbour if by < 0 else _after(section, neighbour))
    sections = list(definition.sections)
    beside = sections.index(section) + by
    if not 0 <= beside < len(sections):
        return definition
    first = sections[beside].questions[0].key if sections[beside].questions else None
    return place_question(definition, key, sections[beside].key, before=first if by > 0 else None)


def place_question(definition: Definition, key: str, section: str, *, before: str | None = None) -> Definition:
    """With the question in that section, just before another one, or at its end."""
    into = _section(definition, section)
    question = definition.question(key)
    if question is None:
        raise Unknown(key)
    if before == key:
        return definition
    left = section_of(definition, key)
    definition = _with_section(
        definition, left.model_copy(update={"questions": tuple(q for q in left.questions if q.key != key)})
    )
    into = _section(definition, section)
    keys = [q.key for q in into.questions]
    position = keys.index(before) if before in keys else len(keys)
    questions = (*into.questions[:position], question, *into.questions[position:])
    return _with_section(definition, into.model_copy(update={"questions": questions}))


def remove_question(definition: Definition, key: str, published: Collection[str]) -> Definition:
    """Without the question; one that was ever published is retired instead, so that its answers stay readable."""
    section = section_of(definition, key)
    questions = tuple(q for q in section.questions if q.key != key or key in published)
    kept = tuple(q.model_copy(update={"retired": True}) if q.key == key else q for q in questions)
    return _with_section(definition, section.model_copy(update={"questions": kept}))


def restore_question(definition: Definition, key: str) -> Definition:
    """With a retired question asked again."""
    question = definition.question(key)
    if question is None:
        raise Unknown(key)
    return replace_question(definition, question.model_copy(update={"retired": False}))


def split_question(definition: Definition, published: Question, spent: Collection[str]) -> Definition:
    """With the question as it was published no longer asked, and the new words as a question of their own beside it.

    :raises Unknown: when the draft has no such question
    """
    asked = definition.question(published.key)
    if asked is None:
        raise Unknown(published.key)
    section = section_of(definition, asked.key)
    key = new_key(re.sub(r"_\d+$", "", asked.key), {*spent, *keys_of(definition)})
    definition = add_question(definition, asked.model_copy(update={"key": key}), section.key)
    definition = place_question(definition, key, section.key, before=asked.key)
    return replace_question(definition, published.model_copy(update={"retired": True}))


def _section(definition: Definition, key: str) -> Section:
    for section in definition.sections:
        if section.key == key:
            return section
    raise Unknown(key)


def _with_section(definition: Definition, section: Section) -> Definition:
    sections = tuple(section if old.key == section.key else old for old in definition.sections)
    return definition.model_copy(update={"sections": sections})


def _after(section: Section, key: str) -> str | None:
    keys = [question.key for question in section.questions]
    following = keys[keys.index(key) + 1 :]
    return following[0] if following else None


# Ready questions


def add_proposed(
    definition: Definition,
    entry: Entry,
    action: str,
    *,
    spent: Collection[str] = (),
    chosen: Collection[str] | None = None,
    with_offer: bool = True,
) -> Definition:
    """With the questions the bank proposes for an action, tied to it, and its closing offer.

    :param chosen: keys of the bank's questions to take; None: the first one
    """
    for question in entry.questions:
        if question.key not in ([entry.questions[0].key] if chosen is None else chosen):
            continue
        standing = _profile_question(definition, question.profile)
        if standing:
            definition = tie(definition, standing.key, action)
        else:
            key = new_key(key_base([action], []), {*spent, *keys_of(definition)})
            definition = add_beside(definition, question.model_copy(update={"key": key, "actions": (action,)}))
    if entry.offer and with_offer and not asks_sensitively(definition, action):
        definition = add_offer(definition, entry.offer.model_copy(update={"action": action}), spent)
    return definition


def asks_sensitively(definition: Definition, action: str) -> bool:
    """Whether a sensitive question informs that action: no offer of help, which takes names, stands beside it."""
    return any(q.sensitive and action in q.actions and not q.retired for q in definition.questions())


def add_beside(definition: Definition, question: Question) -> Definition:
    """With the question after the last one that informs the same action, else at the end."""
    for section in reversed(definition.sections):
        near = [old.key for old in section.questions if question.actions[0] in old.actions and not old.profile]
        if near:
            definition = add_question(definition, question, section.key)
            return place_question(definition, question.key, section.key, before=_after(section, near[-1]))
    return add_question(definition, question)


def tie(definition: Definition, key: str, action: str) -> Definition:
    """With the question informing that action too."""
    question = definition.question(key)
    if question is None:
        raise Unknown(key)
    actions = (*question.actions, *({action} - {*question.actions}))
    return replace_question(definition, question.model_copy(update={"actions": actions}))


def add_offer(definition: Definition, offer: Offer, spent: Collection[str] = ()) -> Definition:
    """With an offer more; unchanged when the same words already stand for the same action."""
    if any(old.action == offer.action and old.label == offer.label for old in definition.offers):
        return definition
    key = new_key(f"{slug(offer.action, 'offer')}_offer", {*spent, *keys_of(definition)})
    return definition.model_copy(update={"offers": (*definition.offers, offer.model_copy(update={"key": key}))})


def replace_offer(definition: Definition, offer: Offer) -> Definition:
    """With that offer in the place of the one of the same key."""
    offers = tuple(offer if old.key == offer.key else old for old in definition.offers)
    return definition.model_copy(update={"offers": offers})


def remove_offer(definition: Definition, key: str) -> Definition:
    return definition.model_copy(update={"offers": tuple(offer for offer in definition.offers if offer.key != key)})


def with_profile(definition: Definition, profiles: Collection[Profile], published: Collection[str]) -> Definition:
    """With exactly those ready-made questions asked; wordings the organiser changed are kept."""
    for profile in PROFILE_QUESTIONS:
        standing = _profile_question(definition, profile)
        if profile in profiles and standing is None:
            definition = _add_profile_question(definition, profile)
        elif profile in profiles and standing and standing.retired:
            definition = restore_question(definition, standing.key)
        elif profile not in profiles and standing and not standing.retired:
            definition = remove_question(definition, standing.key, published)
    empty = next((s for s in definition.sections if s.key == SECTION_KEY and not s.questions), None)
    return remove_section(definition, SECTION_KEY) if empty else definition


def profiles_asked(definition: Definition) -> set[Profile]:
    """The ready-made questions that stand in the draft."""
    return {question.profile for question in definition.questions() if question.profile and not question.retired}


def _profile_question(definition: Definition, profile: Profile | None) -> Question | None:
    return next((q for q in definition.questions() if profile and q.profile is profile), None)


def _add_profile_question(definition: Definition, profile: Profile) -> Definition:
    if not any(section.key == SECTION_KEY for section in definition.sections):
        empty = profile_section().model_copy(update={"questions": ()})
        definition = definition.model_copy(update={"sections": (*definition.sections, empty)})
    ranks = list(PROFILE_QUESTIONS)
    section = _section(definition, SECTION_KEY)
    later = (q.key for q in section.questions if q.profile and ranks.index(q.profile) > ranks.index(profile))
    definition = add_question(definition, PROFILE_QUESTIONS[profile], SECTION_KEY)
    return place_question(definition, profile.value, SECTION_KEY, before=next(later, None))


def with_places(definition: Definition, places: Sequence[Option]) -> Definition:
    """With the places register as the options of every question on a place; places that left it are retired."""
    for question in [q for q in definition.questions() if q.kind is Kind.PLACE]:
        keys = {place.key for place in places}
        gone = [o.model_copy(update={"retired": True}) for o in question.options if o.key not in keys and not o.specify]
        own = [option for option in question.options if option.specify]
        definition = replace_question(definition, question.model_copy(update={"options": (*places, *own, *gone)}))
    return definition
