"""One small town with one object of each kind, so that every address of the program can be opened."""

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from consultation.accounts.invite import token_hash
from consultation.files import save_file
from consultation.models import (
    AnswerImport,
    Attachment,
    FilledBlank,
    HandOut,
    Invitation,
    Place,
    Plan,
    PlanSource,
    PrintJob,
    Questionnaire,
    ScanPage,
    ScanPile,
    ScanSheet,
    SecondEntry,
    SheetBatch,
    Submission,
    Verbatim,
    Version,
)
from consultation.models.base import now
from consultation.paper.print_batch import Wanted, print_batch
from consultation.paper.resident_words import sheet_words
from consultation.plan.import_plan import take_document
from consultation.questionnaires.definition import Definition
from consultation.terms import ChannelKind, EntryState, Mode, PileState, PrintState, Role, WayToTell
from tests import factories

Values = Mapping[str, Any]

#: Where one name of an argument means different things: {endpoint: {argument: value}}.
OF_ENDPOINT: dict[str, dict[str, Any]] = {
    "questionnaires.desk": {"locale": "en"},
    "questionnaires.machine_drafts": {"locale": "en"},
    "questionnaires.outside_file": {"kind": "po"},
    "questionnaires.file": {"ending": "xlsx"},
    "questionnaires.question": {"key": "q_coffee"},
    "questionnaires.take_translation_file": {"locale": "en"},
    "questionnaires.translation_file": {"locale": "en", "kind": "po"},
    "questionnaires.offer": {"key": "new"},
    "outreach.place": {"key": "quay"},
    "outreach.place_retirement": {"key": "quay"},
    "results.edition_file": {"name": "figures.csv"},
    "web.static_file": {"name": "organiser.css"},
}


def build(app: Flask, session: Session, organisation_id: int) -> dict[str, Any]:
    """A town with a plan, an open campaign, its channels, a box, an idea, a sheet…: {argument of an address: value}."""
    plan = factories.plan(session, organisation_id=organisation_id, is_draft=False)
    asked = factories.questionnaire(session, plan_id=plan.id)
    version = factories.version(session, questionnaire_id=asked.id)
    campaign = factories.campaign(session, questionnaire_id=asked.id)
    channel = factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.STALL)
    box_channel = factories.channel(session, campaign_id=campaign.id, kind=ChannelKind.IDEA_BOX)
    idea = factories.idea(session, box_id=factories.box(session, channel_id=box_channel.id).id)
    offer = factories.offer(session, plan_id=plan.id, action_key="P1.01")
    letter = {"way": WayToTell.LETTER, "email": None, "name": "Ana", "address": "1 rue A"}
    wish = factories.wish(session, plan_id=plan.id, **letter)
    place = factories.add(session, Place(plan_id=plan.id, key="quay", name={"fr": "Le quai"}))
    source = source_of(app, session, plan)
    batch = printed(app, session, version, channel.id)
    reply = factories.reply(session, plan_id=plan.id)
    words = {"blank": "pilot", "becomes": "La régie", "accepted_by": "Ada", "accepted_on": dt.date(2025, 9, 1)}
    blank = factories.add(session, FilledBlank(action_id=reply.action_id, **words))
    verbatim = factories.add(session, verbatim_of(session, asked, version.id, channel.id))
    attachment = factories.add(session, attachment_of(app, verbatim))
    account = factories.account(session, Role.READER, organisation_id=organisation_id)
    invitation = factories.add(session, invitation_to(organisation_id))
    table = factories.add(session, waiting_table(asked.id))
    page = scanned(app, session, batch, organisation_id)
    twice = factories.add(session, keyed_twice(session, batch, organisation_id))
    edition = factories.edition(session, plan_id=plan.id)
    went = {"batch_id": batch.id, "first_number": batch.first_number, "count": 1, "handed_on": batch.printed_on}
    out = factories.add(session, HandOut(place="Quay", **went))
    made = {"kind": "sheets", "subject": str(batch.id), "name": "sheets.pdf", "back": "/sheets", "pages": 1}
    job = factories.add(
        session,
        PrintJob(organisation_id=organisation_id, state=PrintState.CANCELLED, asked_on=batch.printed_on, **made),
    )
    session.commit()
    return {
        "account_id": account.id,
        "action_key": "P1.01",
        "file_name": attachment.name,
        "batch_id": batch.id,
        "out_id": out.id,
        "box_id": idea.box_id,
        "campaign_id": campaign.id,
        "channel_id": channel.id,
        "code": channel.code,
        "content_hash": "0",
        "day": edition.day.isoformat(),
        "doubt_id": "0" * 16,
        "entry_id": twice.id,
        "follow_code": idea.follow_code,
        "idea_id": idea.id,
        "import_id": table.id,
        "invitation_id": invitation.id,
        "job_id": job.id,
        "key": "P1.01",
        "kind": "csv",
        "locale": "fr",
        "name": "organiser.css",
        "number": batch.first_number,
        "offer_id": offer.id,
        "wish_id": wish.id,
        "wish_token": wish.token,
        "way": "letter",
        "page_id": page.id,
        "part": "q_coffee",
        "pile_id": page.pile_id,
        "place_id": place.id,
        "plan_id": plan.id,
        "questionnaire_id": asked.id,
        "reply_id": reply.id,
        "blank_id": blank.id,
        "sheet_id": page.sheet_id,
        "submission_token": f"first-entry-of-{batch.id}",
        "sheets": 1,
        "size": "a4",
        "slug": plan.slug,
        "source_id": source.id,
        "token": f"token-of-{organisation_id}",
        "verbatim_id": verbatim.id,
        "version": version.print_code,
        "version_id": version.id,
    }


def attachment_of(app: Flask, verbatim: Verbatim) -> Attachment:
    """A file that came with the answer of those words."""
    name = save_file(app.extensions["consultation.settings"].instance_dir, f"%PDF-1.7 {verbatim.id}".encode(), "pdf")
    return Attachment(
        submission_token=verbatim.submission_token,
        questionnaire_id=verbatim.questionnaire_id,
        question_key="letter",
        field="letter",
        name=name,
    )


def waiting_table(questionnaire_id: int) -> AnswerImport:
    """A partner's answers that nobody has confirmed yet."""
    words = {"name": "answers.csv", "file_hash": "0" * 64, "header": ["q_coffee"], "rows": [["yes"]]}
    return AnswerImport(questionnaire_id=questionnaire_id, brought_on=dt.date(2025, 9, 1), **words)


def source_of(app: Flask, session: Session, plan: Plan) -> PlanSource:
    """A real document of the plan, not imported yet."""
    text = (
        "# Plan 2025-2027\n\nAxe 1 : Vivre\n\n| Quoi ? | Qui ? | Quand ? |\n|---|---|---|\n| Un bal | Ville | 2025 |\n"
    )
    files = app.extensions["consultation.settings"].instance_dir / "files"
    owner = plan.organisation_id
    return take_document(
        session, organisation_id=owner, data=text.encode(), file_name="plan.md", files=files, plan=plan
    )


def printed(app: Flask, session: Session, version: Version, channel_id: int) -> SheetBatch:
    """Two real sheets: their file and their keying screen are made from where the boxes stand."""
    with app.test_request_context():
        words = sheet_words(Definition.model_validate(version.definition), ("fr",))
    wanted = Wanted(locales=("fr",), copies=2)
    return print_batch(session, version, channel_id, "Le quai", wanted, words, printed_by=None)


def keyed_twice(session: Session, batch: SheetBatch, organisation_id: int) -> SecondEntry:
    """The second sheet of a batch, keyed by two people who read its words otherwise."""
    number = batch.first_number + 1
    version = session.get_one(Version, batch.version_id)
    first = Submission(
        token=f"first-entry-of-{batch.id}",
        questionnaire_id=version.questionnaire_id,
        version_id=batch.version_id,
        channel_id=batch.channel_id,
        mode=Mode.PAPER_KEYED,
        locale="fr",
        day=dt.date(2025, 9, 1),
        answers={"q_words": {"text": "Un banc"}},
        sheet_number=number,
        follow_code=f"BD{batch.id:06}",
    )
    factories.add(session, first)
    first_by, keyed_by = (factories.account(session, Role.VOLUNTEER, organisation_id=organisation_id) for _ in range(2))
    return SecondEntry(
        questionnaire_id=version.questionnaire_id,
        batch_id=batch.id,
        sheet_number=number,
        first_by=first_by.id,
        keyed_by=keyed_by.id,
        token=f"second-entry-of-{batch.id}",
        answers={"q_words": {"text": "Un bain"}},
        unreadable=[],
        compared=["q_words"],
        differs=["q_words"],
        state=EntryState.DIFFERS,
    )


def scanned(app: Flask, session: Session, batch: SheetBatch, organisation_id: int) -> ScanPage:
    """A pile with a page of a sheet on which a mark is in doubt and words are to be typed."""
    pile = ScanPile(
        organisation_id=organisation_id,
        name="Le marché",
        day=dt.date(2025, 9, 1),
        state=PileState.READ,
        files=[],
        brought_on=dt.date(2025, 9, 1),
    )
    sheet = ScanSheet(pile_id=factories.add(session, pile).id, batch_id=batch.id, number=batch.first_number, doubts=1)
    questions = batch.layout["pages"][0]["questions"]
    boxes = [
        {"option": box["option"], "value": "empty", "confidence": 0.5, "sure": False} for box in questions[0]["boxes"]
    ]
    picture = io.BytesIO()
    Image.new("L", (1260, 1782), 250).save(picture, "JPEG")
    page = ScanPage(
        pile_id=pile.id,
        file_index=0,
        file_name="marché.pdf",
        page_of_file=1,
        part=1,
        state="needs_look",
        reason="boxes_in_doubt",
        sheet_id=factories.add(session, sheet).id,
        page=1,
        reading={"questions": [{"key": questions[0]["key"], "boxes": boxes, "fields": []}]},
        picture=save_file(app.extensions["consultation.settings"].instance_dir, picture.getvalue(), "jpg"),
    )
    added: ScanPage = factories.add(session, page)
    return added


def verbatim_of(session: Session, asked: Questionnaire, version_id: int, channel_id: int) -> Verbatim:
    token = f"submission-of-{asked.id}"
    answers = {"q_words": {"text": "Bonjour"}}
    where = {"questionnaire_id": asked.id, "version_id": version_id, "channel_id": channel_id}
    row = Submission(
        token=token,
        **where,
        mode=Mode.SELF_ONLINE,
        locale="fr",
        day=dt.date(2025, 9, 1),
        answers=answers,
        follow_code=f"BC{asked.id:06}",
    )
    factories.add(session, row)
    return Verbatim(
        submission_token=token, questionnaire_id=asked.id, question_key="q_words", locale="fr", text="Bonjour"
    )


def invitation_to(organisation_id: int) -> Invitation:
    return Invitation(
        token_hash=token_hash(f"token-of-{organisation_id}"),
        organisation_id=organisation_id,
        email=f"invited-{organisation_id}@example.org",
        role=Role.READER,
        expires_at=now() + dt.timedelta(days=1),
    )


def address(app: Flask, rule: Rule, values: Values) -> str:
    """The address of a rule, filled with the objects of a town."""
    known = {**values, **OF_ENDPOINT.get(rule.endpoint, {}), **(rule.defaults or {})}
    unknown = rule.arguments - known.keys()
    assert not unknown, f"{rule}: tell tests/house/world.py what {sorted(unknown)} is"
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, {name: known[name] for name in rule.arguments}))
