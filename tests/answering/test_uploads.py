"""Photos, voices and files: small, harmless, kept with the answer, seen by its town alone."""

import io
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from consultation.answering.uploads import BIGGEST, receive
from consultation.clock import today
from consultation.files import folder_of, path_of, save_file
from consultation.models import (
    Attachment,
    Campaign,
    Plan,
    PrintJob,
    Questionnaire,
    Recording,
    ScanPage,
    ScanPile,
    Submission,
    Verbatim,
)
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.kinds import Problem
from consultation.sounds import NotASound, TooLongASound, clean_sound
from consultation.submissions.attachments import sweep
from consultation.submissions.photos import BIGGEST as BIGGEST_PHOTO
from consultation.submissions.photos import LONGEST_SIDE, NotAPhoto, clean_photo
from consultation.submissions.purge import erase_submission
from consultation.submissions.recount import differences
from tests import factories
from tests.answering.media import letter, mp4, opus, photo, seconds_of, wav
from tests.answering.test_answer import Phone, errors
from tests.pages import ReviewingClient
from tests.questionnaires.capabilities import document

PDF = letter()
JPEG = b"\xff\xd8\xff"


def file(data: bytes, name: str = "IMG_2026.jpg") -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(data), name)


@pytest.fixture
def everything(client: ReviewingClient, session: Session) -> Phone:
    return Phone(client, session, definition=document("every_kind"))


def given_back(response: TestResponse) -> dict[str, Any]:
    """The fields of the page that came back."""
    fields: dict[str, Any] = {}
    fields.update(html.fromstring(response.text).get_element_by_id("sheet").form_values())
    return fields


def test_a_photo_loses_its_place_its_device_and_its_weight() -> None:
    data = photo(rotated=True)
    assert b"SecretPhone" in data

    small = clean_photo(data)

    assert len(small) <= BIGGEST_PHOTO
    with Image.open(io.BytesIO(small)) as seen:
        assert (seen.format, seen.width, seen.height) == ("JPEG", 1200, LONGEST_SIDE)
        assert dict(seen.getexif()) == {}
        assert "exif" not in seen.info
        corner = seen.getpixel((seen.width - 40, 40))
        assert isinstance(corner, tuple)
        assert corner[0] > 150 > 100 > corner[1], "upright: the red corner is now on the right"
    assert b"SecretPhone" not in small


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF"])
def test_a_photo_of_any_phone_becomes_a_small_jpeg(kind: str) -> None:
    written = io.BytesIO()
    Image.new("RGBA" if kind in {"PNG", "WEBP"} else "RGB", (300, 200)).save(written, kind)

    small = clean_photo(written.getvalue())

    with Image.open(io.BytesIO(small)) as seen:
        assert (seen.format, seen.size) == ("JPEG", (300, 200))


def bomb() -> bytes:
    """A picture of 30,000 by 30,000 points in a few kilobytes."""
    written = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("made", [opus, mp4])
def test_a_voice_of_any_phone_is_kept_as_opus(
    everything: Phone, instance_dir: Path, made: Callable[..., bytes]
) -> None:
    """An iPhone records AAC in MP4: a page is heard the same by whoever writes it down."""
    sent = everything.open() | {"voice": file(made(5))}

    assert everything.send(sent, content_type="multipart/form-data").status_code == 303

    kept = path_of(instance_dir, everything.submissions()[0].answers["voice"]["file"]).read_bytes()
    assert kept.startswith(b"\x1aE\xdf\xa3")
    assert 4.8 < seconds_of(kept) < 5.3
    with pytest.raises(TooLongASound):
        clean_sound(made(70))
    for broken in (made(5)[:200], made(5)[:20] + b"x" * 5_000):
        with pytest.raises(NotASound):
            clean_sound(broken)


@pytest.mark.parametrize("data", [b"", b"hello", PDF, photo()[:2_000], bomb()], ids=["", "text", "pdf", "half", "bomb"])
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPhoto):
        clean_photo(data)


def test_a_voice_becomes_a_minute_of_small_opus_at_most() -> None:
    small = clean_sound(wav(59))

    assert 58.5 < seconds_of(small) < 60
    assert len(small) < 300_000
    with pytest.raises(TooLongASound):
        clean_sound(wav(64))


@pytest.mark.parametrize("data", [b"", b"hello", PDF, b"OggS" + b"\0" * 99, b"\x1aE\xdf\xa3" + b"x" * 500, wav(0.02)])
def test_what_cannot_be_heard_is_refused(data: bytes) -> None:
    with pytest.raises(NotASound):
        clean_sound(data)


def test_files_are_kept_with_the_answer_and_nothing_of_their_own_name(everything: Phone, instance_dir: Path) -> None:
    fields = everything.open() | {
        "photo": file(photo(400, 300), "Fatima-chez-moi.jpg"),
        "voice": file(wav(3), "memo.wav"),
        "letter": file(PDF, "lettre de Fatima.pdf"),
    }

    response = everything.send(fields, content_type="multipart/form-data")

    assert response.status_code == 303
    (kept,) = everything.submissions()
    names = {key: kept.answers[key]["file"] for key in ("photo", "voice", "letter")}
    assert [name[64:] for name in names.values()] == [".jpg", ".webm", ".pdf"]
    with pikepdf.open(path_of(instance_dir, names["letter"])) as kept_letter:
        assert len(kept_letter.pages) == 1
        assert "/Info" not in kept_letter.trailer
        assert "/Metadata" not in kept_letter.Root
    assert seconds_of(path_of(instance_dir, names["voice"]).read_bytes()) == pytest.approx(3, abs=0.1)
    rows = everything.session.execute(select(Attachment.field, Attachment.name)).all()
    assert {row.field: row.name for row in rows} == names
    assert not differences(everything.session, kept.questionnaire_id)


def test_a_sheet_with_files_sent_twice_is_thanked_for_twice(everything: Phone) -> None:
    """A phone that heard nothing sends again; a PDF was written anew each time, and was taken for somebody else's."""
    page = everything.open()
    bodies = {"photo": photo(400, 300), "voice": wav(3), "letter": PDF}

    def send() -> TestResponse:
        files = {name: file(body) for name, body in bodies.items()}
        return everything.send(page | files, content_type="multipart/form-data")

    first = send()
    time.sleep(1.1)  # the number a PDF is given changes with the second
    second = send()

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(everything.submissions()) == 1


def test_a_file_stays_with_a_page_that_comes_back_and_is_nobody_elses(
    everything: Phone, client: ReviewingClient, session: Session
) -> None:
    fields = everything.open() | {
        "people": "beaucoup",
        "photo": file(photo(400, 300)),
        "letter": file(b"MZ program", "a.exe"),
    }

    response = everything.send(fields, content_type="multipart/form-data")

    assert response.status_code == 422
    assert errors(response) == {
        "#q-people-field": "Écrivez un nombre, par exemple 4.",
        "#q-letter-field": "Choisissez un fichier PDF, JPEG ou PNG.",
    }
    back = given_back(response)
    assert back["page-kept-photo"]

    thief = Phone(client, session, campaign_id=everything.channel.campaign_id)
    stolen = thief.send(thief.open() | {"page-kept-photo": back["page-kept-photo"]}, content_type="multipart/form-data")
    assert errors(stolen) == {"#q-photo-field": "Ce fichier n’est plus là\u00a0: choisissez-le encore une fois."}

    moved = everything.send({**back, "people": "3", "page-kept-voice": back["page-kept-photo"]})
    assert list(errors(moved)) == ["#q-voice-field"]

    assert everything.send({**back, "people": "3"}).status_code == 303
    (kept,) = everything.submissions()
    assert kept.answers["people"] == {"number": 3.0}
    assert kept.answers["photo"]["file"].endswith(".jpg")


def test_a_file_is_taken_away_when_the_person_says_so(everything: Phone) -> None:
    response = everything.send(
        everything.open() | {"people": "x", "photo": file(photo(400, 300))}, content_type="multipart/form-data"
    )

    everything.send({**given_back(response), "people": "3", "page-drop-photo": "1"})

    (kept,) = everything.submissions()
    assert "photo" not in kept.answers


@pytest.mark.parametrize("name", ["photo", "voice", "letter"])
def test_nobody_names_a_file_by_hand(everything: Phone, name: str) -> None:
    everything.send(everything.open() | {"people": "3", name: "a" * 64 + ".jpg"})

    assert name not in everything.submissions()[0].answers


def test_a_long_recording_is_told_kindly(everything: Phone) -> None:
    long = everything.send(everything.open() | {"voice": file(opus(70))}, content_type="multipart/form-data")

    assert errors(long) == {"#q-voice-field": "L’enregistrement dure plus d’une minute\u00a0: faites-en un plus court."}
    assert everything.submissions() == []


@pytest.mark.parametrize("name", ["voice", "letter"])
def test_a_file_heavier_than_it_may_be_is_refused(name: str, tmp_path: Path) -> None:
    definition = Definition.model_validate(document("every_kind"))

    found = receive(definition, {name: [PDF + b"x" * BIGGEST]}, {}, instance_dir=tmp_path, token="t", secret_key="s")

    assert (found.problems, found.stored) == ({name: Problem.TOO_BIG}, {})


def test_a_change_of_language_takes_the_files_along(everything: Phone) -> None:
    fields = everything.open() | {"page-switch": "ar", "photo": file(photo(100, 100))}

    response = everything.send(fields, "ar", content_type="multipart/form-data")

    assert html.fromstring(response.text).get("lang") == "ar"
    assert given_back(response)["page-kept-photo"]


def test_only_organisers_of_the_town_see_a_file(everything: Phone, client: ReviewingClient, session: Session) -> None:
    everything.send(
        everything.open() | {"photo": file(photo(90, 60)), "voice": file(wav(1)), "letter": file(PDF)},
        content_type="multipart/form-data",
    )
    answers = everything.submissions()[0].answers
    campaign = session.get_one(Campaign, everything.channel.campaign_id)
    town = session.get_one(Plan, campaign.plan_id).organisation_id

    client.sign_in(factories.account(session, organisation_id=town))
    for key, shown in {"photo": None, "voice": "audio/webm", "letter": None}.items():
        with client.get(f"/files/{answers[key]['file']}") as sent:
            assert sent.status_code == 200
            assert sent.headers["X-Content-Type-Options"] == "nosniff"
            assert ("attachment" in sent.headers.get("Content-Disposition", "")) is (shown is None)
            assert sent.mimetype == (shown or "application/octet-stream")
    assert client.get(f"/files/{'0' * 64}.jpg").status_code == 404
    assert client.get(f"/pictures/{answers['photo']['file']}").status_code == 404, "never a picture of a questionnaire"

    client.sign_in(factories.account(session))
    assert client.get(f"/files/{answers['photo']['file']}").status_code == 404


def test_a_voice_note_is_written_down_and_then_gone(
    everything: Phone, client: ReviewingClient, session: Session, instance_dir: Path
) -> None:
    sent = everything.open("ar")
    thanks = everything.send(sent | {"voice": file(wav(2.5))}, "ar", content_type="multipart/form-data").location
    kept = everything.submissions()[0]
    name, questionnaire_id = kept.answers["voice"]["file"], kept.questionnaire_id
    campaign = session.get_one(Campaign, everything.channel.campaign_id)
    town = session.get_one(Plan, campaign.plan_id).organisation_id
    client.sign_in(factories.account(session, organisation_id=town))
    url = f"/questionnaires/{questionnaire_id}/voices"
    fields = client.form(url)

    assert client.post(url, data={**fields, "words": " "}).status_code == 422
    assert client.post(url, data={**fields, "words": "نحتاج إلى مقاعد"}).status_code == 303

    session.expire_all()
    assert session.scalars(select(Submission.answers)).one()["voice"] == {"text": "نحتاج إلى مقاعد", "spoken": name}
    assert session.execute(select(Verbatim.text, Verbatim.locale)).one() == ("نحتاج إلى مقاعد", "ar")
    assert not path_of(instance_dir, name).exists()
    assert not session.scalars(select(Attachment.id)).all()
    assert not differences(session, questionnaire_id)
    assert not html.fromstring(client.get(url).text).xpath("//audio")
    assert client.post(url, data={**fields, "words": "encore"}).status_code == 303
    assert session.scalars(select(Verbatim.text)).all() == ["نحتاج إلى مقاعد"]
    # A phone that never heard of the thanks sends it once more, as it was; somebody else's note is not taken for it.
    again = everything.send(sent | {"voice": file(wav(2.5))}, "ar", content_type="multipart/form-data")
    assert again.location.split("?")[0] == thanks.split("?")[0]
    assert everything.send(sent | {"voice": file(wav(4))}, "ar", content_type="multipart/form-data").status_code == 409
    assert len(everything.submissions()) == 1


def test_voices_of_a_household_are_written_down_one_by_one(client: ReviewingClient, session: Session) -> None:
    one = document("voice")["sections"][0] | {"key": "member", "repeat": 3}
    phone = Phone(client, session, definition={**document("voice"), "sections": [one]})
    fields = {"member-1-voice": file(wav(1)), "member-3-voice": file(wav(2))}
    opened = phone.open()
    phone.send(opened | fields, content_type="multipart/form-data")
    campaign = session.get_one(Campaign, phone.channel.campaign_id)
    client.sign_in(factories.account(session, organisation_id=session.get_one(Plan, campaign.plan_id).organisation_id))
    url = f"/questionnaires/{campaign.questionnaire_id}/voices"

    for words in ("un", "deux"):
        client.post(url, data={**client.form(url), "words": words})

    answers = phone.submissions()[0].answers
    assert sorted(time["voice"]["text"] for time in answers["member"]["repeats"]) == ["deux", "un"]
    (text,) = session.scalars(select(Verbatim.text))
    assert sorted(re.split(r"\n+", text)) == ["deux", "un"]
    fields = {"member-1-voice": file(wav(1)), "member-3-voice": file(wav(2))}
    assert "/thanks" in phone.send(opened | fields, content_type="multipart/form-data").location


def test_what_nobody_sent_is_swept_away_and_what_was_sent_stays(
    everything: Phone, session: Session, instance_dir: Path
) -> None:
    everything.send(everything.open() | {"photo": file(photo(64, 64))}, content_type="multipart/form-data")
    everything.send(
        everything.open() | {"people": "x", "photo": file(photo(65, 64))}, content_type="multipart/form-data"
    )
    (sent,) = session.scalars(select(Attachment.name))
    files = [path for path in folder_of(instance_dir).glob("??/*") if path.name != sent]
    long_ago = time.time() - 4 * 86_400
    for path in [*files, path_of(instance_dir, sent)]:
        os.utime(path, (long_ago, long_ago))

    assert sweep(session, instance_dir) == len(files)
    assert path_of(instance_dir, sent).exists()

    erase_submission(session, everything.submissions()[0].token)
    assert sweep(session, instance_dir) == 1


def test_a_page_without_a_question_for_files_sends_none(client: ReviewingClient, session: Session) -> None:
    def encoding(name: str) -> Any:
        channel = factories.channel(session, document(name))
        form = html.fromstring(client.get(f"/fr/q/{channel.code}").text).get_element_by_id("sheet")
        return form.get("enctype")

    assert (encoding("one_choice"), encoding("photo")) == (None, "multipart/form-data")


def test_sweeping_leaves_what_is_no_answer_but_has_an_owner(
    client: ReviewingClient, session: Session, instance_dir: Path
) -> None:
    plan = session.get_one(Plan, factories.questionnaire(session).plan_id)
    of_sound, of_pile, of_page, to_print, of_nobody = (save_file(instance_dir, bytes([n]), "jpg") for n in range(5))
    job = {"kind": "sheets", "subject": "1", "name": "x.pdf", "back": "/", "pages": 1, "asked_on": today()}
    session.add(PrintJob(organisation_id=plan.organisation_id, state="ready", file=to_print, **job))
    pile = ScanPile(organisation_id=plan.organisation_id, name="Marché", day=today(), brought_on=today())
    pile.files = [{"name": "a.jpg", "file": of_pile, "size": 1}]
    session.add(pile)
    session.flush()
    about = {"file_index": 0, "file_name": "a.jpg", "page_of_file": 1, "part": 1, "state": "blank", "reading": {}}
    session.add(ScanPage(pile_id=pile.id, picture=of_page, **about))
    (asked,) = session.scalars(select(Questionnaire.id))
    session.add(
        Recording(questionnaire_id=asked, locale="fr", part="intro", words="Bonjour", file=of_sound, made_on=today())
    )
    session.flush()
    half = path_of(instance_dir, of_page).with_name("half-abc")
    half.write_bytes(b"x")
    long_ago = time.time() - 4 * 86_400
    for path in folder_of(instance_dir).glob("??/*"):
        os.utime(path, (long_ago, long_ago))

    sweep(session, instance_dir)

    assert all(path_of(instance_dir, name).exists() for name in (of_sound, of_pile, of_page, to_print))
    assert not path_of(instance_dir, of_nobody).exists()
    assert not half.exists()


def test_a_small_file_that_unpacks_to_a_giant_is_refused() -> None:
    written = io.BytesIO()
    Image.new("RGB", (7_000, 7_000)).save(written, "PNG")
    with pytest.raises(NotAPhoto):
        clean_photo(written.getvalue())
    slow = bytearray(wav(1))
    slow[24:28] = (10).to_bytes(4, "little")
    with pytest.raises(NotASound):
        clean_sound(bytes(slow))


def test_a_picture_sent_as_a_file_tells_no_place_either(everything: Phone, instance_dir: Path) -> None:
    taken = Image.new("RGB", (60, 40), "red")
    exif = taken.getexif()
    exif[0x010F] = "Telephone of Fatima"
    written = io.BytesIO()
    taken.save(written, "JPEG", exif=exif)
    assert b"Fatima" in written.getvalue()

    everything.send(everything.open() | {"letter": file(written.getvalue())}, content_type="multipart/form-data")

    (kept,) = everything.submissions()
    assert b"Fatima" not in path_of(instance_dir, kept.answers["letter"]["file"]).read_bytes()


def test_a_broken_pdf_is_refused_kindly(everything: Phone) -> None:
    response = everything.send(
        everything.open() | {"letter": file(b"%PDF-1.7\nnot much of one\n%%EOF")}, content_type="multipart/form-data"
    )

    assert response.status_code == 422
