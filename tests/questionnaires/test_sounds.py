"""A questionnaire by ear: what a person recorded, else what the machine says, else a sign that there is none."""

import io
import shutil
import struct
import time
import wave
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from consultation import speech
from consultation.languages import LANGUAGES, cldr_locale
from consultation.models import Account, Campaign, Plan, Questionnaire, Recording, Version
from consultation.outreach.links import sound_page_url
from consultation.questionnaires.aloud import LONGEST_PIECE, parts_of, pieces
from consultation.questionnaires.definition import Definition
from consultation.questionnaires.record_sound import recorded_file
from consultation.questionnaires.resident_aloud import program_parts, spoken_name
from consultation.questionnaires.speak_ahead import measure, speak_ahead
from consultation.sounds import seconds_of
from consultation.terms import CampaignState, ChannelKind, Role
from tests import factories
from tests.pages import ReviewingClient

HZ = 3_000
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


def tone(seconds: float, height: int = 440) -> bytes:
    """A sound as a recorder makes it: WAV, one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, HZ, 0, "NONE", ""))
        samples = (((n * height * 2 // HZ) % 2) * 8_000 - 4_000 for n in range(int(HZ * seconds)))
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


class Town:
    """A questionnaire people answer at a channel, and whoever organises it."""

    def __init__(self, session: Session) -> None:
        self.channel = factories.channel(session, kind=ChannelKind.ONLINE)
        campaign = session.get_one(Campaign, self.channel.campaign_id)
        self.questionnaire = session.get_one(Questionnaire, campaign.questionnaire_id)
        self.version = session.query(Version).filter_by(questionnaire_id=self.questionnaire.id).one()
        self.questionnaire.draft = self.version.definition
        organisation = session.get_one(Plan, self.questionnaire.plan_id).organisation_id
        self.organiser: Account = factories.account(session, Role.ORGANISER, organisation_id=organisation)
        session.commit()

    def sound(self, part: str, locale: str = "fr") -> str:
        return f"/{locale}/q/{self.channel.code}/sound/{self.version.print_code}/{part}"

    def record(self, client: ReviewingClient, part: str, sound: bytes, locale: str = "fr") -> int:
        url = f"/questionnaires/{self.questionnaire.id}/sounds"
        token = client.form(f"{url}?locale={locale}")["csrf_token"]
        data = {"csrf_token": token, "locale": locale, "part": part, "sound": (io.BytesIO(sound), "a.wav")}
        return client.post(url, data=data).status_code


@pytest.fixture
def town(session: Session) -> Town:
    return Town(session)


def test_every_word_of_the_page_is_a_part(town: Town) -> None:
    definition = Definition.model_validate(town.version.definition)

    parts = parts_of(definition, "ar")

    assert parts["q_missing"].words == "ماذا ينقصك؟"
    assert {key for key in parts if key.startswith("q_missing.")} == {
        f"q_missing.{option.key}" for question in definition.questions() if question.key == "q_missing"
        for option in question.options
    }  # fmt: skip


@needs_espeak
def test_the_machine_reads_where_nobody_did_and_weighs_little(client: ReviewingClient, town: Town) -> None:
    first = client.get(town.sound("q_missing"))
    second = client.get(town.sound("q_missing", "ar"))

    for response in (first, second):
        assert response.status_code == 200
        assert response.mimetype == "audio/webm"
        assert 1_000 < len(response.data) <= 15_000
    assert first.data != second.data


def test_without_a_machine_there_is_an_honest_nothing(
    client: ReviewingClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "program", lambda: None)

    assert client.get(town.sound("q_missing")).status_code == 404
    client.sign_in(town.organiser)
    page = client.get(f"/questionnaires/{town.questionnaire.id}/sounds").text
    assert "<audio" not in page


def test_a_persons_voice_goes_before_until_the_words_change(
    client: ReviewingClient, session: Session, town: Town
) -> None:
    client.sign_in(town.organiser)
    assert town.record(client, "q_missing", tone(1.0)) == 303

    heard = client.get(town.sound("q_missing"))

    assert heard.status_code == 200
    assert len(heard.data) < 8_000
    recording = session.query(Recording).one()
    recording.words = "autre chose"
    session.commit()
    other = client.get(town.sound("q_missing"))
    assert other.status_code == 404 or other.data != heard.data


@pytest.mark.parametrize(("sound", "kept"), [(b"not a sound", 0), (b"", 0), (tone(70), 0), (tone(0.5), 1)])
def test_what_cannot_be_played_is_refused_with_words(
    client: ReviewingClient, session: Session, town: Town, sound: bytes, kept: int
) -> None:
    client.sign_in(town.organiser)

    assert town.record(client, "q_missing", sound) == 303

    assert session.query(Recording).count() == kept


def test_only_parts_of_this_questionnaire_are_ever_spoken(client: ReviewingClient, town: Town) -> None:
    assert client.get(town.sound("anything at all")).status_code == 404
    assert client.get(town.sound("q_missing", "tr")).status_code == 404
    assert client.get(f"/fr/q/nowhere/sound/{town.version.print_code}/q_missing").status_code == 404


def test_the_page_of_sounds_needs_no_script(client: ReviewingClient, town: Town) -> None:
    page = client.get(f"/ar/q/{town.channel.code}/listen").text

    assert town.sound("q_missing", "ar") in page
    assert town.sound("q_missing.parties", "ar") in page


def test_another_towns_sounds_are_not_there(client: ReviewingClient, session: Session, town: Town) -> None:
    stranger = factories.account(session, Role.ORGANISER)
    session.commit()
    client.sign_in(stranger)

    assert client.get(f"/questionnaires/{town.questionnaire.id}/sounds").status_code == 404
    assert client.get(f"/questionnaires/{town.questionnaire.id}/sounds/fr/q_missing").status_code == 404


def test_a_printed_sheet_leads_to_its_questions_by_ear_for_ever(
    client: ReviewingClient, session: Session, town: Town
) -> None:
    code = town.version.print_code
    address = sound_page_url("", code, "ar")
    campaign = session.get_one(Campaign, town.channel.campaign_id)
    campaign.state = CampaignState.CLOSED
    session.commit()

    page = client.get(address)

    assert page.status_code == 200
    assert f'/ar/listen/{code}/q_missing.parties"' in page.text
    assert f"/fr/listen/{code}" in page.text
    assert client.get(sound_page_url("", code.lower(), "fr")).status_code == 200
    assert client.get(f"{address}/nothing").status_code == 404
    assert client.get(sound_page_url("", code, "tr")).status_code == 404
    assert client.get(sound_page_url("", "ZZZZ", "fr")).status_code == 404


@needs_espeak
def test_the_sounds_of_a_printed_sheet_are_those_of_the_phone(client: ReviewingClient, town: Town) -> None:
    of_sheet = client.get(f"{sound_page_url('', town.version.print_code, 'ar')}/q_missing")

    assert of_sheet.mimetype == "audio/webm"
    assert of_sheet.data == client.get(town.sound("q_missing", "ar")).data


def test_every_language_of_the_program_is_heard_or_says_honestly_that_it_is_not(town: Town, app: Flask) -> None:
    """Pashto has no machine voice: a person reads it, else the page tells so."""
    definition = Definition.model_validate(town.version.definition)
    silent = {locale for locale in LANGUAGES if locale.split("@")[0] not in speech.VOICES}

    assert silent == {"ps"}
    with app.test_request_context():
        for locale in LANGUAGES:
            said = program_parts(definition.model_copy(update={"locales": ("fr", locale)}), locale)
            assert {part.locale for part in said.values()} == {locale}
            assert len(said) > 80
            with force_locale(cldr_locale(locale)):
                assert spoken_name(gettext("Send my answers")) in said
                assert spoken_name(gettext("Thank you!")) in said
                assert gettext("There is no voice for this language here.").strip()


@needs_espeak
@pytest.mark.parametrize("locale", [one for one in LANGUAGES if one != "ps"])
def test_the_machine_says_the_words_of_the_page_in_each_language(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(cldr_locale(locale)):
        words = gettext("No name is asked. You may leave any question empty.")

    voice = speech.voice_of(locale)
    sound = speech.speak(words, voice) if voice else None

    assert sound is not None
    assert 1 < seconds_of(sound) < 12
    assert len(sound) <= 15_000


def test_long_words_are_heard_in_pieces_of_whole_sentences() -> None:
    sentence = "La ville veut savoir ce qui compte pour vous, ici, dans le quartier. "
    endless = "mot " * 300

    assert pieces(sentence) == [sentence.strip()]
    assert pieces(sentence * 5) == [(sentence * 2).strip(), (sentence * 2).strip(), sentence.strip()]
    assert " ".join(pieces(endless)) == endless.strip()
    assert max(map(len, pieces(endless))) <= LONGEST_PIECE


@needs_espeak
def test_no_prompt_weighs_more_than_fifteen_kilobytes() -> None:
    voice = speech.voice_of("ar")
    assert voice is not None
    longest = pieces("هذا سؤال طويل جدا عن الحي وعن كل ما ينقص فيه، " * 12)[0]

    sound = speech.speak(longest, voice)

    assert sound is not None
    assert len(sound) <= 15_000


def test_what_somebody_read_for_the_page_is_heard_in_every_questionnaire_of_the_town(
    client: ReviewingClient, session: Session, town: Town, app: Flask
) -> None:
    other = Town(session)
    sister = factories.version(
        session, questionnaire_id=factories.questionnaire(session, plan_id=town.questionnaire.plan_id).id
    )
    with app.test_request_context(), force_locale("fr"):
        words = gettext("Send my answers")
    client.sign_in(town.organiser)
    assert town.record(client, spoken_name(words), tone(1.0)) == 303

    with session.no_autoflush:
        same = recorded_file(session, sister.questionnaire_id, "fr", words, is_program=True)
        strange = recorded_file(session, other.questionnaire.id, "fr", words, is_program=True)

    assert same is not None
    assert strange is None
    assert recorded_file(session, sister.questionnaire_id, "fr", words) is None


@needs_espeak
def test_sounds_are_made_ahead_a_few_at_a_time_and_nobody_waits_for_them(
    app: Flask, session: Session, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = Definition.model_validate(town.version.definition)
    made: list[str] = []

    def speak(words: str, _voice: speech.Voice) -> bytes:
        made.append(words)
        return b"sound"

    monkeypatch.setattr(speech, "speak", speak)

    assert not speak_ahead(tmp_path, definition, "ar", until=time.monotonic() - 1)
    assert made == []
    assert speak_ahead(tmp_path, definition, "ar", until=time.monotonic() + 60)
    assert {wording.words for wording in parts_of(definition, "ar").values()} <= {*made}
    before = len(made)
    assert speak_ahead(tmp_path, definition, "ar", until=time.monotonic() + 60)
    assert len(made) == before


def test_one_sound_is_made_at_a_time_and_who_cannot_wait_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "program", lambda: "espeak-ng")
    monkeypatch.setattr(speech, "speak", lambda _words, _voice: b"sound")

    with speech._MOUTH:
        assert speech.spoken(tmp_path, "Bonjour", "fr", wait_s=0.05) is None
    assert speech.spoken(tmp_path, "Bonjour", "fr", wait_s=0.05) is not None


@needs_espeak
def test_the_pace_and_weight_of_the_machine_are_measured(town: Town, instance_dir: Path) -> None:
    definition = Definition.model_validate(town.version.definition)

    told = measure(instance_dir, definition.model_copy(update={"sections": ()}), "fr")

    assert told.silent == 0
    assert told.prompts > 60
    assert 120 <= told.words_a_minute <= 160
    assert told.most_bytes <= 15_000
