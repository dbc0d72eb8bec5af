"""The demonstration: two organisations, seven accounts, the Ozon plan and a simulated campaign on eight of its actions.

Everybody in it is invented (`data/demonstration.json`) and every page that shows it says so. The same installation
is made each time: the simulated people come from a generator with a fixed seed.
"""

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.accounts.passwords import hash_password
from consultation.boxes.moderate import Judgement, moderate
from consultation.boxes.open_box import BoxPlan, open_box
from consultation.boxes.put_in import NewIdea, monday, new_token, put_in, reserve_slip_numbers
from consultation.clock import today
from consultation.contacts.offers import NewOffer
from consultation.contacts.record import record_offer, record_wish
from consultation.contacts.wishes import NewWish
from consultation.models import Account, Channel, HandOut, Organisation, Plan, Questionnaire, Verbatim, Version
from consultation.outreach.create import Days, create_campaign, create_channel
from consultation.outreach.edit import open_campaign
from consultation.outreach.links import channel_url, follow_url, sound_page_url
from consultation.outreach.register import register_place
from consultation.paper.print_batch import Wanted, print_batch
from consultation.paper.resident_words import sheet_words
from consultation.plan.import_plan import import_source, take_document
from consultation.questionnaires import drafts
from consultation.questionnaires.bank import proposed_for
from consultation.questionnaires.create import create_questionnaire
from consultation.questionnaires.definition import Answer, Answers, Definition, Option, Question
from consultation.questionnaires.profile import PROFILE_QUESTIONS
from consultation.questionnaires.publish import publish_version
from consultation.questionnaires.queries import Opened
from consultation.results.replying.tell import NewReply, tell
from consultation.settings import Settings
from consultation.submissions.record import record_submission
from consultation.terms import (
    ChannelKind,
    IdeaState,
    Kind,
    Mode,
    OfferKind,
    PlaceKind,
    Profile,
    ReplyState,
    Role,
    VerbatimState,
)

PLAN = Path(__file__).with_name("plan") / "data/plan-ozon.txt"
DATA = Path(__file__).with_name("data") / "demonstration.json"
SUBMISSIONS = 320
#: Paper sheets printed in each language.
SHEETS = 100
LANGUAGES = {"fr": 64, "ar": 22, "en": 14}
#: Where the sheets of each language went.
SHEET_PLACES = ("École Lavoisier", "Marché du samedi", "Maison de retraite Tivoli")
#: Share of people who leave a question unanswered.
SKIPPING = 0.12


class DemoAccount(NamedTuple):
    role: str
    email: str
    password: str
    organisation: str | None


@cache
def story() -> dict[str, Any]:
    """The invented part of the demonstration."""
    found: dict[str, Any] = json.loads(DATA.read_bytes())
    return found


def accounts() -> list[DemoAccount]:
    """The accounts of the demonstration, whose passwords everybody knows."""
    return [DemoAccount(a["role"], a["email"], a["password"], a["organisation"]) for a in story()["accounts"]]


def is_there(session: Session) -> bool:
    """Whether this installation has the demonstration."""
    slug = story()["organisations"][0]["slug"]
    return session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None


def guide(address: str) -> str:
    """What to try first, for whoever started the demonstration."""
    return f"""
  1. {address}/             answer as a resident, in French, Arabic or English (all answers here are simulated)
  2. {address}/sign-in      as claire@demo.example, organiser: the desk, the plan with its numbers, the posters
  3. {address}/sign-in      as zohra@demo.example, volunteer: key in a paper sheet
"""


def make_demo(session: Session, settings: Settings, progress: Callable[[str], None]) -> None:
    """Add the demonstration to an installation that does not have it."""
    chance = random.Random(2024)  # noqa: S311  # a simulation that must come out the same each time
    progress("accounts")
    people = add_people(session)
    organiser = people["claire@demo.example"]
    progress("plan")
    plan = add_plan(session, settings, organiser)
    places = add_places(session, plan)
    progress("questionnaire")
    version = add_questionnaire(session, plan, organiser)
    questionnaire = session.get_one(Questionnaire, version.questionnaire_id)
    channels = add_channels(session, questionnaire, places)
    progress(f"{SUBMISSIONS} simulated answers")
    sheets = print_sheets(session, settings, version, channels, organiser)
    add_submissions(session, version, channels, people, sheets, chance)
    read_verbatims(session, version, organiser, chance)
    progress("ideas and offers of help")
    add_ideas(session, channels[0].campaign_id, people, chance)
    add_offers(session, plan)
    reply(session, plan, organiser)


def add_plan(session: Session, settings: Settings, organiser: Account) -> Plan:
    """The Ozon plan, read from the town's own text."""
    source = take_document(
        session,
        organisation_id=organiser.organisation_id or 0,
        data=PLAN.read_bytes(),
        file_name=PLAN.name,
        files=settings.instance_dir / "files",
    )
    return import_source(session, source)


def add_people(session: Session) -> dict[str, Account]:
    """Organisations and accounts: {e-mail address: account}."""
    owners = {}
    for given in story()["organisations"]:
        owners[given["slug"]] = Organisation(**given)
        session.add(owners[given["slug"]])
    session.flush()
    people = {
        given["email"]: Account(
            email=given["email"],
            name=given["name"],
            role=Role(given["role"]),
            organisation_id=owners[given["organisation"]].id if given["organisation"] else None,
            password_hash=hash_password(given["password"]),
        )
        for given in story()["accounts"]
    }
    session.add_all(people.values())
    session.flush()
    return people


def add_questionnaire(session: Session, plan: Plan, author: Account) -> Version:
    """The bank's questions on eight actions in three languages, with the profile, published."""
    told = story()
    titles = {action.key: action.title for priority in plan.priorities for action in priority.actions}
    chosen = {key: titles[key] for key in told["actions"]}
    definition = Definition(title=told["title"], intro=told["intro"], promise=told["promise"], locales=tuple(LANGUAGES))
    for key, words in chosen.items():
        entry = proposed_for(words)
        assert entry is not None, f"the bank has no question on {key}"
        wanted = {entry.questions[0].key, *told["second_questions"]}
        definition = drafts.add_proposed(definition, entry, key, chosen=wanted)
    definition = drafts.with_profile(definition, set(PROFILE_QUESTIONS), set())
    made = create_questionnaire(session, plan, told["title"], list(LANGUAGES), {}, with_profile=False)
    made.draft = definition.model_dump(mode="json", exclude_defaults=True)
    made.spent_keys = sorted(drafts.keys_of(definition))
    return publish_version(session, Opened(made, plan), account_id=author.id, revision=made.revision)


def add_places(session: Session, plan: Plan) -> dict[str, int]:
    """The register of places: {name in French: id}."""
    return {
        given["name"]["fr"]: register_place(
            session, plan.id, given["name"], PlaceKind(given["kind"]), given["also_written"]
        ).id
        for given in story()["places"]
    }


def add_channels(session: Session, questionnaire: Questionnaire, places: Mapping[str, int]) -> list[Channel]:
    """An open campaign, and a channel of each kind."""
    days = Days(
        opens_on=today() - dt.timedelta(days=24),
        closes_on=today() + dt.timedelta(days=60),
        reply_by=today() + dt.timedelta(days=120),
    )
    campaign = create_campaign(
        session, questionnaire, story()["title"], days, results_are_public=True, is_simulated=True
    )
    open_campaign(session, campaign, today())
    return [
        create_channel(
            session, campaign, ChannelKind(given["kind"]), given["name"], place_id=places.get(given["place"])
        )
        for given in story()["channels"]
    ]


def print_sheets(
    session: Session, settings: Settings, version: Version, channels: Sequence[Channel], organiser: Account
) -> dict[str, Iterator[int]]:
    """Numbered sheets for the paper channel in each language: {locale: their numbers}, more than were filled."""
    channel = next(channel for channel in channels if channel.kind == ChannelKind.PAPER)
    words = sheet_words(Definition.model_validate(version.definition), list(LANGUAGES))
    numbers: dict[str, Iterator[int]] = {}
    for locale, place in zip(LANGUAGES, SHEET_PLACES, strict=True):
        wanted = Wanted(
            locales=(locale,),
            copies=SHEETS,
            address=channel_url(settings.public_url, channel.code),
            listen=sound_page_url(settings.public_url, version.print_code, locale),
            follow=follow_url(settings.public_url, locale),
        )
        batch = print_batch(session, version, channel.id, channel.name, wanted, words, printed_by=organiser.id)
        gone = {"batch_id": batch.id, "first_number": batch.first_number, "count": batch.count}
        session.add(HandOut(**gone, place=place, handed_on=today() - dt.timedelta(days=22), taken_by="Zohra"))
        numbers[locale] = count(batch.first_number)
    return numbers


def add_submissions(
    session: Session,
    version: Version,
    channels: Sequence[Channel],
    people: Mapping[str, Account],
    sheets: Mapping[str, Iterator[int]],
    chance: random.Random,
) -> None:
    """A few hundred simulated people, through every channel, over three weeks."""
    definition = Definition.model_validate(version.definition)
    volunteers = [person for person in people.values() if person.role == Role.VOLUNTEER]
    told = {channel.name: given for channel, given in zip(channels, story()["channels"], strict=True)}
    for _ in range(SUBMISSIONS):
        channel = chance.choices(channels, [told[c.name]["share"] for c in channels])[0]
        mode = Mode(told[channel.name]["mode"])
        locale = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        sheet_number = next(sheets[locale]) if mode is Mode.PAPER_KEYED else None
        record_submission(
            session,
            version_id=version.id,
            questionnaire_id=version.questionnaire_id,
            definition=definition,
            answers=simulated_answers(definition, locale, chance),
            token=f"demo{chance.getrandbits(100):025x}",
            channel_id=channel.id,
            mode=mode,
            locale=locale,
            day=today() - dt.timedelta(days=chance.randrange(1, 22)),
            sheet_number=sheet_number,
            keyed_by=None if mode is Mode.SELF_ONLINE else chance.choice(volunteers).id,
        )


def simulated_answers(definition: Definition, locale: str, chance: random.Random) -> Answers:
    """What one simulated person says; some questions are left out, as people do."""
    answers: Answers = {}
    for question in definition.questions():
        if chance.random() > SKIPPING and (answer := simulated_answer(question, locale, chance)):
            answers[question.key] = answer
    return answers


def simulated_answer(question: Question, locale: str, chance: random.Random) -> Answer | None:
    words = story()["words"]
    if question.kind in {Kind.SHORT_TEXT, Kind.LONG_TEXT}:
        said = words.get(question.key, {}).get(locale)
        return {"text": chance.choice(said)} if said and chance.random() < 0.5 else None
    if question.kind is Kind.NUMBER:
        return {"number": chance.randint(int(question.low or 0), int(question.high or 6))}
    options = [option for option in question.options if question.profile or not option.exclusive]
    if not options:
        return None
    most = min(question.maximum or len(options), len(options)) if question.kind is Kind.SEVERAL_CHOICES else 1
    if question.profile is Profile.HOME_LANGUAGE:
        most = 2
    weights = weights_of(question, options)
    chosen = set(chance.choices([option.key for option in options], weights, k=chance.randint(1, most)))
    answer: Answer = {"chosen": [option.key for option in options if option.key in chosen]}
    if any(option.specify and option.key in chosen for option in options):
        answer["text"] = chance.choice(words["other"][locale])
    return answer


def weights_of(question: Question, options: Sequence[Option]) -> list[float]:
    """How much each option is chosen: told for the profile; else the first ones more, differently for each question."""
    if question.profile:
        return [story()["profile"][question.profile][option.key] for option in options]
    return [
        0.15 if option.specify else 1 / (1 + (position * 7 + len(question.key)) % 5)
        for position, option in enumerate(options)
    ]


def read_verbatims(session: Session, version: Version, reader: Account, chance: random.Random) -> None:
    """An organiser has read most of the free words; the rest wait on the desk."""
    waiting = select(Verbatim).where(Verbatim.questionnaire_id == version.questionnaire_id).order_by(Verbatim.text)
    for verbatim in session.scalars(waiting):
        if chance.random() < 0.8:
            verbatim.state = VerbatimState.SHOWN
            verbatim.moderated_by = reader.id


def add_ideas(session: Session, campaign_id: int, people: Mapping[str, Account], chance: random.Random) -> None:
    """A box with ideas from phones and from slips; two thirds of them read."""
    told = story()["box"]
    said = BoxPlan(
        name=told["name"],
        question=told["question"],
        action_key=told["action"],
        place_id=None,
        guardian=told["guardian"],
    )
    box = open_box(session, campaign_id, said, today() - dt.timedelta(days=24))
    words = [(locale, text) for locale, texts in story()["ideas"].items() for text in texts]
    slips = reserve_slip_numbers(session, box.id, len(words))
    for number, (locale, text) in enumerate(words):
        is_slip = number % 3 == 0
        idea = put_in(
            session,
            box,
            NewIdea(
                token=new_token(),
                text=text,
                locale=locale,
                mode=Mode.PAPER_KEYED if is_slip else Mode.SELF_ONLINE,
                week=monday(today() - dt.timedelta(weeks=chance.randrange(1, 4))),
                action_key=told["action"],
                slip_number=slips + number if is_slip else None,
                keyed_by=people["zohra@demo.example"].id if is_slip else None,
            ),
        )
        if chance.random() < 0.66:
            shown = Judgement(state=IdeaState.SHOWN, action_key=told["action"])
            moderate(idea, shown, people["claire@demo.example"].id, steps_seen=0)


def reply(session: Session, plan: Plan, author: Account) -> None:
    """What the town decided because of the answers, on one action."""
    told = story()["reply"]
    for action in (action for priority in plan.priorities for action in priority.actions):
        if action.key == told["action"]:
            new = NewReply(
                state=ReplyState.DOING,
                said=told["said"],
                because=told["words"],
                carrier=told["carrier"],
                due_on=today() + dt.timedelta(days=60),
                pilot_id=author.id,
                signed=told["signed"],
            )
            tell(session, action, new, plan_locale=plan.locale, account_id=author.id, today=today())


def add_offers(session: Session, plan: Plan) -> None:
    """Invented people who would help, and some who want to hear what comes of it."""
    for given in story()["offers"]:
        offered = NewOffer(
            token=new_token(),
            plan_id=plan.id,
            action_key=given["action"],
            kind=OfferKind(given["kind"]),
            words=given["words"],
            name=given["name"],
            phone=None,
            email=given["email"],
            organisation_name=given.get("organisation"),
            through_structure=False,
            locale="fr",
        )
        record_offer(session, offered, today())
    for person in story()["wishes"]:
        who = {name: person.get(name) for name in ("way", "name", "email", "address", "locale")}
        wish = NewWish(token=new_token(), plan_id=plan.id, organisation_name=None, **who)
        record_wish(session, wish, today())
