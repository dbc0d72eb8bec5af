"""The words of the trade that are stored or compared; values are what the database and exports hold."""

from enum import StrEnum


class Kind(StrEnum):
    """Kind of a question; each has one entry in `questionnaires.kinds`."""

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    YES_MAYBE_NO = "yes_maybe_no"
    FACES = "faces"
    NUMBER = "number"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    PLACE = "place"
    MAP = "map"
    """Numbered spots on a picture of the neighbourhood."""
    SCALE = "scale"
    """Numbers in a row between two ends in words."""
    RATING_TABLE = "rating_table"
    WEEK_GRID = "week_grid"
    RANKING = "ranking"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    POSITION = "position"
    """Where the phone is, to about 100 metres."""
    PHOTO = "photo"
    VOICE = "voice"
    FILE = "file"
    NOTE = "note"
    """Words to read; nothing to answer."""
    ACKNOWLEDGEMENT = "acknowledgement"
    CALCULATION = "calculation"
    HIDDEN = "hidden"


class Declined(StrEnum):
    """An answer of its own: somebody who was asked and said why not."""

    REFUSED = "refused"
    UNKNOWN = "unknown"


class AgeVariant(StrEnum):
    """Whom a wording is for; all of them have the same answers."""

    YOUNG = "12_14"
    TEENAGE = "15_17"
    ADULT = "adult"


class Mode(StrEnum):
    """How an answer was written down."""

    SELF_ONLINE = "self_online"
    INTERVIEWER = "interviewer"
    PAPER_KEYED = "paper_keyed"
    PAPER_SCANNED = "paper_scanned"


class ChannelKind(StrEnum):
    """How a questionnaire or a box reached people."""

    ONLINE = "online"
    PARTNER = "partner"
    POSTER = "poster"
    STALL = "stall"
    DOORSTEP = "doorstep"
    PAPER = "paper"
    IDEA_BOX = "idea_box"


ASKED_ALOUD = (ChannelKind.STALL, ChannelKind.DOORSTEP, ChannelKind.PARTNER)
"""Kinds of channels where somebody asks and writes down: no sensitive question there."""


class Role(StrEnum):
    """What an account may do; see `accounts.access` for the matrix."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    VOLUNTEER = "volunteer"
    READER = "reader"
    OFFICIAL = "official"
    """An elected official: reads needs per priority, and answers."""


class Audience(StrEnum):
    """Who an endpoint is for: one per endpoint, declared beside the view."""

    PUBLIC = "public"
    """Anybody, without account or cookie: residents, journalists."""
    SIGNED_IN = "signed_in"
    READERS = "readers"
    """Readers, organisers and administrators: aggregates only."""
    BRIEFED = "briefed"
    """Readers and those who reply: three needs, three quotes, what is decided."""
    REPLYING = "replying"
    """Officials, organisers and administrators: saying what the town does."""
    VOLUNTEERS = "volunteers"
    """Volunteers, organisers and administrators: keying and collecting."""
    ORGANISERS = "organisers"
    ADMINISTRATORS = "administrators"


class Profile(StrEnum):
    """Ready-made questions on the respondent; never nationality or origin."""

    AGE_BAND = "age_band"
    GENDER = "gender"
    HOME_LANGUAGE = "home_language"
    IN_SECTOR = "in_sector"
    RESPONDENT_KIND = "respondent_kind"


class Purpose(StrEnum):
    """What an answer tells: a lack or a wish (kept apart in reports)."""

    NEED = "need"
    WISH = "wish"


class WhenLabel(StrEnum):
    """Reading of the printed "Quand ?" of an action (the words of the plan's own trade)."""

    FROM_YEAR = "a_partir_de"
    SOON = "des_que_possible"
    PERIOD = "periode"
    TO_DEFINE = "a_definir"
    TO_STUDY = "a_etudier"
    UNCERTAIN = "incertain"
    YEAR = "annee"
    BEFOREHAND = "prealable"
    PERMANENT = "permanent"
    IMMEDIATE = "immediat"
    RANK = "rang"
    UNKNOWN = "inconnu"


class ActionState(StrEnum):
    """Where an action of the plan stands; the consultation gates the first step (T34)."""

    AWAITING_VOICES = "awaiting_voices"
    CONSULTED = "consulted"
    DECIDED = "decided"
    STARTED = "started"


class QuestionnaireState(StrEnum):
    """Where a questionnaire stands; worked out by `questionnaires.states`, never stored."""

    DRAFT = "draft"
    """Nobody can answer it yet."""
    LIVE = "live"
    LIVE_WITH_DRAFT = "live_with_draft"
    """People answer a version, and the draft says something else."""
    CLOSED = "closed"
    """Every campaign that asked it is over."""
    ARCHIVED = "archived"


class CampaignState(StrEnum):
    """`open` still depends on the dates of the campaign; see `outreach.queries`."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ChannelState(StrEnum):
    """Whether a channel takes answers on a day; see `outreach.states`."""

    DRAFT = "draft"
    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"


class IdeaState(StrEnum):
    """Nothing but `shown` and later states is visible to the public."""

    RECEIVED = "received"
    SHOWN = "shown"
    HIDDEN = "hidden"
    STUDIED = "studied"
    DONE = "done"
    NOT_DONE = "not_done"


class VerbatimState(StrEnum):
    """A free text shows to readers only when an organiser has read it and said so."""

    RECEIVED = "received"
    SHOWN = "shown"
    HIDDEN = "hidden"


class ImportState(StrEnum):
    """Where a table of answers made elsewhere stands."""

    WAITING = "waiting"
    IMPORTED = "imported"
    UNDONE = "undone"


class WhyWithdrawn(StrEnum):
    """Why an organiser has a sheet count no more."""

    ASKED = "asked"
    """The person asked for it."""
    MISTAKE = "mistake"
    """It should not have been entered: a trial, another consultation's sheet."""
    NOT_AN_ANSWER = "not_an_answer"
    """Nobody meant it: every box crossed, a scribble."""


class OfferKind(StrEnum):
    """What somebody offers to an action (T54)."""

    TIME = "time"
    ROOM = "room"
    TOOL = "tool"
    SKILL = "skill"
    TRANSLATING = "translating"
    CARRYING = "carrying"
    """An association or company that would carry the action (T46)."""
    RELAY = "relay"
    """A resource person, who passes the word on where they live or work (T27, T79)."""


class WayToTell(StrEnum):
    """How somebody who left an address wants to hear what comes of a plan."""

    EMAIL = "email"
    LETTER = "letter"


class MailState(StrEnum):
    """Where a message stands that has not left for certain."""

    WAITING = "waiting"
    LEAVING = "leaving"
    """Being handed over; if it stays so, nobody knows whether it left, and it is not sent again by itself."""
    REFUSED = "refused"
    """The mail server took it for good as impossible."""


class PlaceKind(StrEnum):
    BUILDING = "building"
    SCHOOL = "school"
    SHOP = "shop"
    SQUARE = "square"
    ASSOCIATION = "association"
    SERVICE = "service"
    OTHER = "other"


class PileState(StrEnum):
    """How far a pile of scans is."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"


class PrintState(StrEnum):
    """How far a large file for the printer is."""

    WAITING = "waiting"
    PRINTING = "printing"
    READY = "ready"
    CANCELLED = "cancelled"
    FAILED = "failed"


class EntryState(StrEnum):
    """What became of a sheet keyed twice."""

    SAME = "same"
    DIFFERS = "differs"
    """Somebody has to take a third look."""
    SETTLED = "settled"


class SheetState(StrEnum):
    """What became of a scanned sheet."""

    OPEN = "open"
    """Something is in doubt, or a page is missing."""
    RECORDED = "recorded"
    STANDING = "standing"
    """It stood already, and says the same."""
    DIFFERS = "differs"
    """It stood already, and says something else."""
    EMPTY = "empty"
    SET_ASIDE = "set_aside"


class ReplyState(StrEnum):
    """What the town says of what people need on one action."""

    DONE = "done"
    DOING = "doing"
    STUDYING = "studying"
    NOT_OURS = "not_ours"
    NO = "no"


class Margin(StrEnum):
    """A way the census counts the people of a neighbourhood."""

    AGE_GENDER = "age_gender"
    BUILDING = "building"
    """Households, by building of the register of places."""
    LANGUAGE = "language"
