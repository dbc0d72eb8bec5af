"""What a draft still lacks, what is wrong with it, and what it changes: read before publishing."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consultation.questionnaires.definition import Definition, Question, Text
from consultation.questionnaires.kinds import KINDS, offered, scale_points, takes_words
from consultation.questionnaires.on_paper import left_off_paper
from consultation.questionnaires.plain_words import longest_sentence
from consultation.questionnaires.rule_checks import rule_faults
from consultation.terms import Kind, Profile


@dataclass(frozen=True)
class Wording:
    """One text of a definition, and where it stands."""

    where: str
    """Key of the question, section or offer; empty for the questionnaire itself."""
    part: str
    """title, intro, promise, section, label, help, unit, low_label, high_label, constraint_message, offer,
    variant/<age>, row/<key>, or option/<key>."""
    text: Text


def wordings(definition: Definition) -> Iterable[Wording]:
    """Every text a respondent may read, in order; retired questions and options left out."""
    yield Wording("", "title", definition.title)
    yield Wording("", "intro", definition.intro)
    yield Wording("", "promise", definition.promise)
    for section in definition.sections:
        asked = [question for question in section.questions if not question.retired]
        if asked:
            yield Wording(section.key, "section", section.title)
        for question in asked:
            yield from question_wordings(question)
    for offer in definition.offers:
        yield Wording(offer.key, "offer", offer.label)


def question_wordings(question: Question) -> Iterable[Wording]:
    """The texts of one question, in the order a person reads them."""
    if not KINDS[question.kind].is_shown:
        return
    for part in ("label", "help", "unit", "low_label", "high_label", "constraint_message"):
        yield Wording(question.key, part, getattr(question, part))
    for age, text in question.variants.items():
        yield Wording(question.key, f"variant/{age}", text)
    for row in question.rows:
        if not row.retired:
            yield Wording(question.key, f"row/{row.key}", row.label)
    for option in question.options:
        if not option.retired:
            yield Wording(question.key, f"option/{option.key}", option.label)


def gaps(definition: Definition, locale: str) -> list[Wording]:
    """The texts that are written in another language but not in this one."""
    return [wording for wording in wordings(definition) if any(wording.text.values()) and not wording.text.get(locale)]


def left_behind(old: Question, new: Question, locale: str) -> list[str]:
    """The other languages in which the question still says what it said before its words changed in this one."""
    if old.label.get(locale) == new.label.get(locale):
        return []
    return [other for other, words in new.label.items() if other != locale and words == old.label.get(other)]


class FaultCode(StrEnum):
    """What a person should look at before publishing."""

    NO_TITLE = "no_title"
    NO_QUESTIONS = "no_questions"
    NO_LABEL = "no_label"
    NO_OPTIONS = "no_options"
    NO_PLACES = "no_places"
    NO_OPTION_LABEL = "no_option_label"
    SAME_OPTION_LABEL = "same_option_label"
    TWO_SPECIFY = "two_specify"
    NO_ROWS = "no_rows"
    NO_ROW_LABEL = "no_row_label"
    NO_MAP = "no_map"
    NO_SPOT = "no_spot"
    MINIMUM_ABOVE = "minimum_above"
    SCALE_TOO_LONG = "scale_too_long"
    BOUNDS_CROSSED = "bounds_crossed"
    UNKNOWN_ACTION = "unknown_action"
    KEY_VANISHED = "key_vanished"
    KIND_CHANGED = "kind_changed"
    BECAME_SEVERAL = "became_several"
    """One place, now several: the exports would have other columns."""
    REPEAT_CHANGED = "repeat_changed"
    """Its answers would stand elsewhere: under the section, once a time it is asked."""
    ASKS_CONTACT = "asks_contact"
    SENSITIVE_OFFER = "sensitive_offer"
    SENSITIVE_TRACE = "sensitive_trace"
    """A voice, a photo, a place on the earth: it tells who somebody is."""
    SENSITIVE_BESIDE = "sensitive_beside"
    """Such a trace on the sheet that also asks a sensitive question."""
    PROFILE_TWICE = "profile_twice"
    RULE_UNREADABLE = "rule_unreadable"
    RULE_UNKNOWN_NAME = "rule_unknown_name"
    RULE_NEEDS_QUOTES = "rule_needs_quotes"
    RULE_UNKNOWN_FUNCTION = "rule_unknown_function"
    RULE_UNSUPPORTED_FUNCTION = "rule_unsupported_function"
    RULE_ARGUMENTS = "rule_arguments"
    RULE_UNKNOWN_OPTION = "rule_unknown_option"
    RULE_WRONG_TYPE = "rule_wrong_type"
    RULE_BAD_PATTERN = "rule_bad_pattern"
    RULE_CIRCLE = "rule_circle"
    RULE_NEVER_ASKED = "rule_never_asked"
    RULE_NEEDED_NEVER_ASKED = "rule_needed_never_asked"
    RULE_NEVER_ACCEPTED = "rule_never_accepted"
    # What follows does not stop anybody.
    RULE_LATER = "rule_later"
    ASKS_ORIGIN = "asks_origin"
    NOT_ON_PAPER = "not_on_paper"
    """A photo, a voice, a position, a file: no sheet can hold it."""
    SENSITIVE_ALOUD = "sensitive_aloud"
    """Interviewers do not ask it."""
    NO_ACTION = "no_action"
    SENSITIVE_WORDS = "sensitive_words"
    NO_VALUE = "no_value"
    REQUIRED_SENSITIVE = "required_sensitive"
    LONG_SENTENCE = "long_sentence"
    TRANSLATION_MISSING = "translation_missing"


ADVICE = frozenset(
    {
        FaultCode.RULE_LATER,
        FaultCode.ASKS_ORIGIN,
        FaultCode.NOT_ON_PAPER,
        FaultCode.SENSITIVE_ALOUD,
        FaultCode.NO_ACTION,
        FaultCode.SENSITIVE_WORDS,
        FaultCode.NO_VALUE,
        FaultCode.REQUIRED_SENSITIVE,
        FaultCode.LONG_SENTENCE,
        FaultCode.TRANSLATION_MISSING,
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing to look at before publishing."""

    code: FaultCode
    where: str = ""
    """Key of the question or section; empty for the questionnaire itself."""
    detail: str = ""
    """The key, language or words in question."""
    count: int = 1

    @property
    def blocks(self) -> bool:
        """Whether nothing can be published before it is settled."""
        return self.code not in ADVICE


CONTACT = re.compile(
    r"\b((votre|ton) (nom|prénom|téléphone|portable|numéro|adresse|mail)|vos coordonnées|nom et prénom|"
    r"nom de famille|numéro de (téléphone|portable)|adresse (mail|électronique)|e-?mail|courriel|whatsapp|"
    r"your (full |first |last )?name|(phone|mobile) number|your (phone|mobile|address|contact)|"
    r"(su|tu) (nombre|teléfono|dirección)|correo electrónico|(seu|teu) (nome|telefone|endereço)|"
    r"numele dumneavoastră|numărul de telefon|adınız|telefon numaranız|adresiniz|"
    r"ваше имя|ваша фамилия|номер телефона|ваш (адрес|телефон)|ваше ім['’]я|ваше прізвище|номер телефону)\b|"
    r"رقم هاتفك|رقم الهاتف|عنوانك|بريدك|اسمك|شماره تلفن|نام شما|نوم مو",
    re.IGNORECASE,
)
ORIGIN = re.compile(
    r"\b(nationalité|nationality|ethni\w+|ethnic\w*|race|religion|pays d'origine|country of origin)\b|جنسيت|ديانت|أصلك",
    re.IGNORECASE,
)
WRITTEN = {Kind.SHORT_TEXT, Kind.LONG_TEXT}
TAKES_CONTACT = WRITTEN | {Kind.NUMBER, Kind.VOICE}
"""Kinds in which somebody could leave a name or a telephone number, beside "other, specify"."""
TRACES = {Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.POSITION}
LONGEST_ROW = 11
"""Points of a scale, 0 to 10: what a phone shows in a row and a person tells apart."""
LONGEST_EASY_SENTENCE = 12
"""Words of a sentence in easy French (T12)."""


def faults(definition: Definition, actions: Collection[str], previous: Definition | None = None) -> list[Fault]:
    """Everything to look at before publishing, what blocks first.

    :param actions: keys of the plan's actions that exist
    :param previous: the version published last, whose keys must live on
    """
    found = [*_whole(definition), *_against(previous, definition)]
    profiles: set[Profile] = set()
    for question in definition.questions():
        if question.retired:
            continue
        found += _question_faults(question, definition.locales[0], actions)
        if question.profile:
            if question.profile in profiles:
                found.append(Fault(FaultCode.PROFILE_TWICE, question.key))
            profiles.add(question.profile)
    sensitive = {action for q in definition.questions() if q.sensitive and not q.retired for action in q.actions}
    found += [Fault(FaultCode.SENSITIVE_OFFER, o.key, o.action) for o in definition.offers if o.action in sensitive]
    found += _traces_beside_sensitive(definition)
    found += [Fault(FaultCode.NOT_ON_PAPER, question.key) for question in left_off_paper(definition)]
    for locale in definition.locales:
        if missing := gaps(definition, locale):
            found.append(Fault(FaultCode.TRANSLATION_MISSING, detail=locale, count=len(missing)))
    found += [Fault(FaultCode(one.code.value), one.where, one.detail) for one in rule_faults(definition)]
    return sorted(found, key=lambda fault: not fault.blocks)


def _whole(definition: Definition) -> Iterable[Fault]:
    if not definition.title.get(definition.locales[0]):
        yield Fault(FaultCode.NO_TITLE)
    if all(question.retired or question.profile for question in definition.questions()):
        yield Fault(FaultCode.NO_QUESTIONS)


def _against(previous: Definition | None, definition: Definition) -> Iterable[Fault]:
    repeated_before = _repeated(previous) if previous else {}
    repeated = _repeated(definition)
    for old in previous.questions() if previous else ():
        new = definition.question(old.key)
        if new is None:
            yield Fault(FaultCode.KEY_VANISHED, old.key, old.key)
        elif new.kind is not old.kind:
            yield Fault(FaultCode.KIND_CHANGED, old.key, old.kind)
        elif repeated.get(old.key) != repeated_before.get(old.key):
            yield Fault(FaultCode.REPEAT_CHANGED, old.key)
        else:
            standing = {option.key for option in new.options} | {row.key for row in new.rows}
            lines = {option.key for option in old.options} | {row.key for row in old.rows}
            for key in lines - standing:
                yield Fault(FaultCode.KEY_VANISHED, old.key, key)
            if has_one_cell(old) and not has_one_cell(new):
                yield Fault(FaultCode.BECAME_SEVERAL, old.key)


def has_one_cell(question: Question) -> bool:
    """Whether the options of the question share one column of the exports."""
    return KINDS[question.kind].has_options and not any(c.option for c in KINDS[question.kind].columns(question))


def _repeated(definition: Definition) -> dict[str, str]:
    """{question key: key of the repeated section it is answered in}."""
    return {q.key: section.key for section in definition.sections if section.repeat for q in section.questions}


def _question_faults(question: Question, locale: str, actions: Collection[str]) -> Iterable[Fault]:
    key = question.key
    entry = KINDS[question.kind]
    if entry.is_shown and not question.label.get(locale):
        yield Fault(FaultCode.NO_LABEL, key)
    yield from _option_faults(question, locale)
    yield from _row_faults(question, locale)
    if question.low is not None and question.high is not None and question.low > question.high:
        yield Fault(FaultCode.BOUNDS_CROSSED, key)
    if entry.has_ends and len(scale_points(question)) > LONGEST_ROW:
        yield Fault(FaultCode.SCALE_TOO_LONG, key)
    if question.kind is Kind.HIDDEN and not question.default:
        yield Fault(FaultCode.NO_VALUE, key)
    for action in question.actions:
        if action not in actions:
            yield Fault(FaultCode.UNKNOWN_ACTION, key, action)
    if entry.takes_answer and not question.actions and not question.priorities and not question.profile:
        yield Fault(FaultCode.NO_ACTION, key)
    if any(CONTACT.search(words) for words in _asking_words(question)):
        yield Fault(FaultCode.ASKS_CONTACT, key)
    if any(ORIGIN.search(words) for words in question.label.values()):
        yield Fault(FaultCode.ASKS_ORIGIN, key)
    if question.sensitive:
        yield from _sensitive_faults(question)
    if longest_sentence(question.label.get("fr@falc", "")) > LONGEST_EASY_SENTENCE:
        yield Fault(FaultCode.LONG_SENTENCE, key)


def _asking_words(question: Question) -> Iterable[str]:
    """What the question says where somebody could answer with a name or a telephone number."""
    if question.kind in TAKES_CONTACT:
        for text in (question.label, *question.variants.values()):
            yield from text.values()
    for option in offered(question):
        if option.specify:
            yield from (*question.label.values(), *option.label.values())


def _option_faults(question: Question, locale: str) -> Iterable[Fault]:
    key, entry = question.key, KINDS[question.kind]
    shown = offered(question)
    if not entry.has_options:
        return
    if question.kind is Kind.PLACE and not shown:
        yield Fault(FaultCode.NO_PLACES, key)
    elif question.kind is not Kind.PLACE and len(shown) < 2:
        yield Fault(FaultCode.NO_OPTIONS, key)
    if any(not option.label.get(locale) for option in shown):
        yield Fault(FaultCode.NO_OPTION_LABEL, key)
    labels = [option.label[locale].strip().casefold() for option in shown if option.label.get(locale)]
    if len(labels) != len(set(labels)):
        yield Fault(FaultCode.SAME_OPTION_LABEL, key)
    if sum(option.specify for option in shown) > 1:
        yield Fault(FaultCode.TWO_SPECIFY, key)
    if question.minimum and question.minimum > len(shown):
        yield Fault(FaultCode.MINIMUM_ABOVE, key)
    if entry.has_map and not question.picture:
        yield Fault(FaultCode.NO_MAP, key)
    elif entry.has_map and any(option.at is None for option in shown):
        yield Fault(FaultCode.NO_SPOT, key)


def _row_faults(question: Question, locale: str) -> Iterable[Fault]:
    rows = [row for row in question.rows if not row.retired]
    if KINDS[question.kind].has_rows and not rows:
        yield Fault(FaultCode.NO_ROWS, question.key)
    if any(not row.label.get(locale) for row in rows):
        yield Fault(FaultCode.NO_ROW_LABEL, question.key)


def _traces_beside_sensitive(definition: Definition) -> Iterable[Fault]:
    """A voice or a photo is kept with the sheet it came on: it would say whose sensitive answer that is."""
    asked = [question for question in definition.questions() if not question.retired]
    if any(question.sensitive for question in asked):
        for question in asked:
            if question.kind in TRACES and not question.sensitive:
                yield Fault(FaultCode.SENSITIVE_BESIDE, question.key)


def _sensitive_faults(question: Question) -> Iterable[Fault]:
    if question.kind in TRACES:
        yield Fault(FaultCode.SENSITIVE_TRACE, question.key)
    if question.kind in WRITTEN or takes_words(question):
        yield Fault(FaultCode.SENSITIVE_WORDS, question.key)
    if question.required:
        yield Fault(FaultCode.REQUIRED_SENSITIVE, question.key)
    yield Fault(FaultCode.SENSITIVE_ALOUD, question.key)


# What a new version changes


class ChangeCode(StrEnum):
    ADDED = "added"
    RETIRED = "retired"
    RESTORED = "restored"
    REWORDED = "reworded"
    OPTIONS_ADDED = "options_added"
    OPTIONS_RETIRED = "options_retired"
    RULES = "rules"
    """Required, maximum, bounds."""
    TIED = "tied"


@dataclass(frozen=True)
class Change:
    """One difference between the version people answer now and the next one."""

    code: ChangeCode
    question: Question


def changes(previous: Definition, definition: Definition) -> list[Change]:
    """What the next version changes, question by question, in order."""
    found = []
    for new in definition.questions():
        old = previous.question(new.key)
        if old is None:
            found += [] if new.retired else [Change(ChangeCode.ADDED, new)]
        elif old.retired != new.retired:
            found.append(Change(ChangeCode.RETIRED if new.retired else ChangeCode.RESTORED, new))
        elif not new.retired:
            found += [Change(code, new) for code in _question_changes(old, new)]
    return found


def _question_changes(old: Question, new: Question) -> Iterable[ChangeCode]:
    old_options = {option.key: option for option in old.options}
    new_options = {option.key: option for option in new.options}
    both = old_options.keys() & new_options.keys()
    said_otherwise = any(old_options[key].label != new_options[key].label for key in both)
    if (old.label, old.help, old.unit) != (new.label, new.help, new.unit) or said_otherwise:
        yield ChangeCode.REWORDED
    if new_options.keys() - old_options.keys():
        yield ChangeCode.OPTIONS_ADDED
    if any(new_options[key].retired and not old_options[key].retired for key in both):
        yield ChangeCode.OPTIONS_RETIRED
    if _rules(old) != _rules(new):
        yield ChangeCode.RULES
    if (old.actions, old.priorities) != (new.actions, new.priorities):
        yield ChangeCode.TIED


def _rules(question: Question) -> Mapping[str, object]:
    return question.model_dump(include={"required", "maximum", "low", "high", "sensitive"})
