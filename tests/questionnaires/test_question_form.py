"""What each kind brings to the form of a question: rows, ends, pictures, spots, words for young people."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from consultation.models import Plan, Questionnaire
from consultation.questionnaires import drafts
from consultation.questionnaires.definition import Definition, Option, Question, Row
from consultation.questionnaires.faults import FaultCode, faults
from consultation.questionnaires.pictures import NotAPicture, keep_picture, picture_path
from consultation.questionnaires.queries import draft_of
from consultation.terms import AgeVariant, Kind
from tests import factories
from tests.pages import ReviewingClient
from tests.questionnaires.test_views import browser, made, organiser, plan

__all__ = ["browser", "made", "organiser", "plan"]


def written(session: Session, made: Questionnaire, key: str = "p1_01_1") -> Question:
    session.expire_all()
    found = draft_of(made).question(key)
    assert found is not None
    return found


def new(browser: ReviewingClient, made: Questionnaire, kind: Kind, **fields: object) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind={kind}&action=P1.01"
    answer = browser.post(url, data=browser.form(url, "question") | {"label-fr": "Alors ?"} | fields)
    assert answer.status_code == 303


def photo(colour: str = "green", size: tuple[int, int] = (1600, 900)) -> bytes:
    """A JPEG that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A phone"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_rating_table_has_rows_and_one_scale(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    new(browser, made, Kind.RATING_TABLE, **{"rows-0-fr": "La rue", "rows-1-fr": "Le parc", "rows-1-ar": "الحديقة"})

    asked = written(session, made)
    assert [(row.key, row.label) for row in asked.rows] == [
        ("la_rue", {"fr": "La rue"}),
        ("le_parc", {"fr": "Le parc", "ar": "الحديقة"}),
    ]
    assert [option.key for option in asked.options] == ["very_good", "good", "poor", "very_poor"]


def test_rows_are_added_and_moved_without_saving(browser: ReviewingClient, made: Questionnaire) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind=rating_table"
    fields = browser.form(url, "question") | {"rows-0-fr": "La rue", "rows-1-fr": "Le parc"}

    page = browser.post(url, data=fields | {"do": "down_row/0"}).text
    more = browser.post(url, data=fields | {"do": "add_row"}).text

    assert re.search(r'name="rows-1-fr"[^>]*value="La rue"', page)
    assert 'name="rows-2-fr"' in more


def test_a_scale_has_a_step_and_worded_ends(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    ends = {"low_label-fr": "Pas du tout", "high_label-fr": "Tout à fait", "high_label-ar": "تمامًا"}
    new(browser, made, Kind.SCALE, low="0", high="10", step="2", **ends)

    asked = written(session, made)
    assert (asked.low, asked.high, asked.step) == (0, 10, 2)
    assert asked.low_label == {"fr": "Pas du tout"}
    assert asked.high_label == {"fr": "Tout à fait", "ar": "تمامًا"}


def test_fields_a_kind_does_not_use_are_not_on_its_page(browser: ReviewingClient, made: Questionnaire) -> None:
    def names(kind: Kind) -> set[str]:
        page = browser.get(f"/questionnaires/{made.id}/new-question?kind={kind}").text
        return set(re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z_]+)', page))

    assert {"rows", "options"} <= names(Kind.RATING_TABLE)
    assert not {"low", "maximum", "step"} & names(Kind.RATING_TABLE)
    assert {"low", "high"} <= names(Kind.NUMBER)
    assert not {"options", "rows", "maximum", "step", "low_label", "shuffled"} & names(Kind.NUMBER)
    assert not {"required", "sensitive", "may_refuse", "options", "young"} & names(Kind.NOTE)
    assert "default" in names(Kind.HIDDEN)
    assert not {"help", "picture"} & names(Kind.HIDDEN)


def test_answers_of_their_own_order_and_numbers_of_choices_are_kept(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    lines = {"options-0-fr": "Un parc", "options-1-fr": "Un café", "minimum": "1", "maximum": "2"}
    flags = {"may_refuse": "y", "may_not_know": "y", "shuffled": "y", "required": "y"}
    new(browser, made, Kind.SEVERAL_CHOICES, **lines, **flags)

    asked = written(session, made)
    assert (asked.minimum, asked.maximum) == (1, 2)
    assert [asked.may_refuse, asked.may_not_know, asked.shuffled, asked.required] == [True] * 4


def test_at_most_below_at_least_is_refused_and_nothing_typed_is_lost(
    browser: ReviewingClient, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind=several_choices"
    fields = browser.form(url, "question") | {"label-fr": "Gardé ?", "minimum": "3", "maximum": "2"}

    page = browser.post(url, data=fields).text

    assert "“At most” is below “at least”." in page
    assert "Gardé ?" in page


def test_younger_people_have_words_of_their_own(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    new(browser, made, Kind.SHORT_TEXT, **{"young-fr": "Et toi ?", "teenage-fr": "Et vous, les jeunes ?"})

    assert written(session, made).variants == {
        AgeVariant.YOUNG: {"fr": "Et toi ?"},
        AgeVariant.TEENAGE: {"fr": "Et vous, les jeunes ?"},
    }


def test_a_picture_of_an_option_stays_through_other_buttons(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind=one_choice&action=P1.01"
    fields = browser.form(url, "question") | {"label-fr": "Lequel ?", "options-0-fr": "Vert", "options-1-fr": "Bleu"}

    page = browser.post(
        url, data=fields | {"options-0-upload": (io.BytesIO(photo()), "green.jpg"), "do": "add_option"}
    ).text
    name = re.search(r'name="options-0-picture"[^>]*value="(\w+\.jpg)"', page)
    assert name
    browser.post(url, data=fields | {"options-0-picture": name[1]})

    asked = written(session, made)
    assert [option.picture for option in asked.options] == [name[1], None]
    shown = browser.get(f"/pictures/{name[1]}")
    picture = Image.open(io.BytesIO(shown.data))
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert picture.size == (480, 270)
    assert not picture.getexif()


def test_bytes_that_are_no_picture_are_refused_beside_their_field(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/new-question?kind=map&action=P1.01"
    fields = browser.form(url, "question") | {"label-fr": "Où ?", "upload": (io.BytesIO(b"<svg/>"), "map.jpg")}

    page = browser.post(url, data=fields)

    assert page.status_code == 200
    assert "This is no picture we can read" in page.text
    assert "Où ?" in page.text
    assert draft_of(made).question("p1_01_1") is None


def test_spots_of_a_map_are_placed_by_numbers(browser: ReviewingClient, session: Session, made: Questionnaire) -> None:
    spots = {"options-0-fr": "La place", "options-0-across": "12.5", "options-0-down": "80"}
    new(browser, made, Kind.MAP, upload=(io.BytesIO(photo()), "map.jpg"), **spots)

    asked = written(session, made)
    assert asked.options[0].at == (0.125, 0.8)
    page = browser.get(f"/questionnaires/{made.id}/questions/p1_01_1").text
    assert 'cx="12.5%" cy="80.0%"' in page


def test_what_another_program_said_of_an_option_survives_the_form(
    browser: ReviewingClient, session: Session, plan: Plan
) -> None:
    told = Option(key="a", label={"fr": "A"}, attributes={"quarter": "ozon; port", "a:b": ""}, foreign={"media": "x"})
    asked = Question(
        key="q",
        kind=Kind.RATING_TABLE,
        label={"fr": "Q ?"},
        actions=("P1.01",),
        options=(told, Option(key="b", label={"fr": "B"})),
        rows=(Row(key="r", label={"fr": "R"}, foreign={"x": 1}),),
        foreign={"bind": "y"},
    )
    made = factories.questionnaire(
        session, drafts.add_question(Definition(title={"fr": "T"}), asked).model_dump(mode="json"), plan_id=plan.id
    )
    session.commit()
    url = f"/questionnaires/{made.id}/questions/q"

    browser.post(url, data=browser.form(url, "question"))

    assert written(session, made, "q") == asked


def test_values_for_a_filter_are_written_beside_their_option(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    new(browser, made, Kind.ONE_CHOICE, **{"options-0-fr": "A", "options-1-fr": "B"})
    url = f"/questionnaires/{made.id}/questions/p1_01_1"
    fields = browser.form(url, "question") | {"choice_filter": "side = 'north'"}

    browser.post(url, data=fields | {"options-0-attributes": "side = north;floor=2"})
    refused = browser.post(url, data=browser.form(url, "question") | {"options-1-attributes": "north"})

    assert [option.attributes for option in written(session, made).options] == [{"side": "north", "floor": "2"}, {}]
    assert refused.status_code == 200
    assert "side=north. Not “north”." in refused.text


def test_a_section_is_asked_again_and_only_when(
    browser: ReviewingClient, session: Session, made: Questionnaire
) -> None:
    url = f"/questionnaires/{made.id}/words"
    fields = browser.form(url, "words") | {"sections-0-repeat": "6", "sections-0-relevant": "${q_coffee} = 'yes'"}

    browser.post(url, data=fields)

    session.expire_all()
    section = draft_of(made).sections[0]
    assert (section.repeat, section.relevant) == (6, "${q_coffee} = 'yes'")


SENSITIVE = Question(key="q", kind=Kind.ONE_CHOICE, label={"fr": "Q ?"}, actions=("P1.01",), sensitive=True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": Kind.VOICE}, FaultCode.SENSITIVE_TRACE),
        ({"kind": Kind.POSITION}, FaultCode.SENSITIVE_TRACE),
        ({"kind": Kind.MAP}, FaultCode.NO_MAP),
        ({"kind": Kind.RATING_TABLE}, FaultCode.NO_ROWS),
        ({"kind": Kind.SCALE, "low": 0, "high": 100}, FaultCode.SCALE_TOO_LONG),
        ({"minimum": 3, "kind": Kind.SEVERAL_CHOICES}, FaultCode.MINIMUM_ABOVE),
        ({"kind": Kind.SHORT_TEXT, "label": {"fr": "Votre numéro de téléphone ?"}}, FaultCode.ASKS_CONTACT),
    ],
)
def test_what_cannot_be_published(change: dict[str, object], code: FaultCode) -> None:
    options = (Option(key="a", label={"fr": "A"}), Option(key="b", label={"fr": "B"}))
    asked = SENSITIVE.model_copy(update={"options": options} | change)
    good = SENSITIVE.model_copy(update={"options": options})

    def blocking(question: Question) -> set[FaultCode]:
        draft = drafts.add_question(Definition(title={"fr": "T"}), question)
        return {fault.code for fault in faults(draft, {"P1.01"}) if fault.blocks}

    assert blocking(good) == set()
    assert code in blocking(asked)


def test_a_kept_picture_is_small_upright_and_says_nothing_of_its_maker(tmp_path: Path) -> None:
    name = keep_picture(tmp_path, photo(size=(2000, 1000)), 1200)

    again = keep_picture(tmp_path, photo(size=(2000, 1000)), 1200)
    path = picture_path(tmp_path, name)
    assert name == again
    assert path is not None
    assert Image.open(io.BytesIO(path.read_bytes())).size == (1200, 600)
    assert b"A phone" not in path.read_bytes()
    assert picture_path(tmp_path, "../../etc/passwd") is None


@pytest.mark.parametrize("data", [b"", b"no picture", photo()[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_broken_pictures_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotAPicture):
        keep_picture(tmp_path, data, 480)

    assert not (tmp_path / "files").exists()
