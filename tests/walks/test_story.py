"""The whole story on an empty organisation: from the town's own document to needs on each action.

One walk in ordered chapters on one server, so that a failure tells where. Each chapter needs those before it. What
residents send is counted here, by this file alone, and compared with every number the program shows.
"""

import csv
import functools
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, StorageState, expect

from consultation.paper.identity import printed_number
from tests.live import Live
from tests.outreach.test_posters import photocopied
from tests.outreach.test_posters import picture as rasterised
from tests.plan.ozon_files import word
from tests.walks.signing_in import sign_in

Open = Callable[..., Page]
#: Wide enough for an organiser's desk; residents have phones.
DESKTOP = 1280
PASSWORD = "une petite phrase longue"
TITLE = {"fr": "Vos envies pour Ozon", "ar": "رغباتكم لأوزون", "en": "Your wishes for Ozon"}
OWN_QUESTION = {"fr": "Viendriez-vous cuisiner ?", "ar": "هل تأتون للطبخ؟", "en": "Would you come and cook?"}
OWN_OPTIONS = [
    {"fr": "Avec plaisir", "ar": "بكل سرور", "en": "Gladly"},
    {"fr": "Plutôt pour manger", "ar": "أفضل الأكل", "en": "Rather to eat"},
]
PLACES = ["Place Churchill", "École Lavoisier", "Rue Rabelais"]
#: Channels of the campaign: {kind: name}.
CHANNELS = {
    "poster": "Boulangerie de la place Churchill",
    "stall": "Marché du jeudi",
    "partner": "Centre social",
    "online": "Site de la ville",
    "paper": "Loge du gardien",
}
A_CODE = re.compile(r"[BCDFHJKLMPRSTWXZ]{4}\s[BCDFHJKLMPRSTWXZ]{4}")
LACK, FEAST, DISH, CORNER = "p1_01_1", "p1_09_1", "p1_09_2", "p5_05_1"


@dataclass(frozen=True)
class Sent:
    """One sheet as it was sent: what the program must count."""

    channel: str
    locale: str
    chosen: dict[str, list[str]]


@dataclass
class Story:
    """What the chapters hand on."""

    live: Live
    desk: StorageState | None = None
    plan: str = ""
    questionnaire: str = ""
    own_key: str = ""
    own_options: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    campaign: str = ""
    box: str = ""
    batch: str = ""
    sheets: list[int] = field(default_factory=list)
    #: {kind of channel: address decoded from its poster}
    addresses: dict[str, str] = field(default_factory=dict)
    volunteer: StorageState | None = None
    on_screen: dict[tuple[str, ...], int] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)

    def on(self, *keys: str) -> list[Sent]:
        """Sheets that answer one of these questions."""
        return [sheet for sheet in self.sent if sheet.chosen.keys() & set(keys)]

    def count(self, key: str) -> Counter[str]:
        """{option: people} of a question."""
        return Counter(option for sheet in self.sent for option in sheet.chosen.get(key, ()))


@pytest.fixture(scope="module")
def story(demo: Live) -> Story:
    return Story(demo)


CHAPTERS: list[str] = []


def chapter(test: Callable[..., None]) -> Callable[..., None]:
    """A test that is told after those above it; when one of them failed it is skipped, so that one thing is red."""
    before = list(CHAPTERS)
    CHAPTERS.append(test.__name__)

    @functools.wraps(test)
    def told(story: Story, **given: Any) -> None:
        if story.chapters != before:
            pytest.skip("an earlier chapter was not told to its end; run the whole file")
        test(story=story, **given)
        story.chapters.append(test.__name__)

    return told


@pytest.fixture
def organiser(story: Story, new_page: Open) -> Page:
    """The organiser's desk, signed in."""
    return new_page(DESKTOP, 900, signed_in=story.desk)


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, in one line."""
    pages = (str(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(pdf))
    return [" ".join(words.replace("\ufffe", "-").split()) for words in pages]


def downloaded(page: Page, url: str) -> bytes:
    """A file, fetched with the cookies of the page."""
    response = page.request.get(url)
    assert response.ok, f"{url}: {response.status}"
    return response.body()


def main(page: Page) -> Any:
    return page.locator("main")


@chapter
def test_an_organiser_imports_the_towns_own_document(
    story: Story, new_page: Open, picture: Callable[..., None]
) -> None:
    page = new_page(DESKTOP, 900)
    sign_in(page, "paul@demo.example")
    story.desk = page.context.storage_state()
    expect(main(page)).to_contain_text("Pas encore de plan")
    picture(page, "story-empty-desk")

    main(page).get_by_role("link", name="Importer un plan").click()
    page.set_input_files(
        "input[type=file]",
        {"name": "Synthèse Ozon.docx", "mimeType": "application/octet-stream", "buffer": word(cut=True)},
    )
    page.click("#read-button")
    expect(page.locator("#import-button")).to_be_visible()

    figures = dict(
        zip(page.locator(".figures dt").all_inner_texts(), page.locator(".figures dd").all_inner_texts(), strict=True)
    )
    assert (figures["priorités"], figures["actions"]) == ("5", "39")
    feast = page.locator("#P1\\.09")
    assert "2024 ou 2025 ?" in feast.locator(".printed").inner_text()  # beside its source
    expect(feast.locator(".facts")).to_contain_text("Incertain")
    for _ in range(int(figures["doutes"])):
        page.locator("#doubts button[value=right], #doubts button[value=date]").first.click()
    expect(page.locator("#doubts")).to_have_count(0)
    page.locator("#P1\\.09").evaluate("one => scrollTo(0, one.offsetTop - 20)")
    picture(page, "reading", whole=False)

    page.fill("#plan-form [name=title]", "Contrat de ville d'essai")
    page.click("#import-button")

    expect(page.locator("h1")).to_have_text("Contrat de ville d'essai")
    expect(main(page).locator("tbody tr")).to_have_count(39)
    story.plan = page.url.rpartition("/")[2]


@chapter
def test_a_questionnaire_is_written_tried_and_published(
    story: Story, organiser: Page, picture: Callable[..., None]
) -> None:
    page = organiser
    page.goto(f"/plans/{story.plan}/places")
    main(page).get_by_role("link", name="Coller une liste").click()
    page.fill("#paste-places [name=names]", "\n".join(PLACES))
    page.click("#paste-places button")

    page.goto(f"/plans/{story.plan}/questionnaires")
    main(page).get_by_role("link", name="Écrire le premier").click()
    page.fill("#title", TITLE["fr"])
    for key in ("p1-01", "p1-09", "p5-05"):
        page.locator("details", has=page.locator(f"#action-{key}")).evaluate("part => part.open = true")
        page.check(f"#action-{key}")
    page.click("#new-questionnaire-button")
    page.check("#take-p1-09-p1_09_2")
    page.click("#proposals-button")
    story.questionnaire = page.url.rpartition("/")[2]

    main(page).get_by_role("link", name="Écrire une question").first.click()
    for locale, words in OWN_QUESTION.items():
        page.fill(f"#label-{locale}", words)
    for number, option in enumerate(OWN_OPTIONS):
        for locale, words in option.items():
            page.fill(f"#options-{number}-{locale}", words)
    page.locator("details", has=page.locator("#action-p1-09")).evaluate("part => part.open = true")
    page.check("#action-p1-09")
    picture(page, "story-own-question")
    page.click("#question-button")
    expect(main(page)).to_contain_text(OWN_QUESTION["fr"])
    written = page.locator("li.question", has_text=OWN_QUESTION["fr"])
    story.own_key = str(written.get_attribute("data-key"))

    page.click("#words")
    for locale in ("ar", "en"):
        page.fill(f"#title-{locale}", TITLE[locale])
    page.click("#words-button")
    page.click("#preview")
    phone = page.frame_locator("figure.phone iframe")
    expect(phone.locator("body")).to_contain_text(OWN_QUESTION["fr"])
    values = "all => all.map(one => one.value).filter(value => value)"
    story.own_options = phone.locator(f"input[name='{story.own_key}']").evaluate_all(values)
    story.places = phone.locator(f"[name='{CORNER}'][type]").evaluate_all(values)
    paper = downloaded(page, str(page.locator("figure.sheet iframe").get_attribute("src")))
    assert OWN_QUESTION["fr"] in " ".join(pages_of(paper))
    picture(page, "story-preview")

    page.goto(f"/questionnaires/{story.questionnaire}")
    page.click("#publish")
    page.click("#publication-button")
    expect(main(page)).to_contain_text("Version 1")


@chapter
def test_a_campaign_opens_channels_of_every_kind(story: Story, organiser: Page, picture: Callable[..., None]) -> None:
    page = organiser
    page.goto(f"/plans/{story.plan}/campaigns/new")
    for locale, words in TITLE.items():
        page.fill(f"#words_{locale}", words)
    page.check("#results_are_public")
    page.click("#save-button")
    story.campaign = page.url.rpartition("/")[2]

    for kind, name in CHANNELS.items():
        page.goto(f"/campaigns/{story.campaign}/channels/new")
        page.select_option("#kind", kind)
        page.fill("#name", name)
        page.click("#save-button")
    page.goto(f"/campaigns/{story.campaign}/boxes/new")
    page.fill("#name", "Boîte du centre social")
    page.fill("#question_fr", "Qu'est-ce qui rendrait la place plus belle ?")
    page.fill("#question_ar", "ما الذي يجعل الساحة أجمل؟")
    page.select_option("#action", "P5.05")
    page.click("#box-button")
    story.box = page.url.rpartition("/")[2]
    page.goto(f"/campaigns/{story.campaign}")
    page.click("#open-campaign")
    page.click("#confirm-button")

    expect(page.locator("#channels-table tbody tr")).to_have_count(len(CHANNELS) + 1)
    picture(page, "story-campaign")


@chapter
def test_posters_and_cards_are_read_from_a_photocopy(story: Story, organiser: Page) -> None:
    """T32: the address under every name is the one in its code."""
    page = organiser
    page.goto(f"/campaigns/{story.campaign}")
    rows = page.locator("#channels-table tbody tr")
    printed = {str(row.locator("th a").inner_text()): str(row.locator("bdi").inner_text()) for row in rows.all()}
    poster = downloaded(page, f"/campaigns/{story.campaign}/a4.pdf")
    pages = pages_of(poster)
    for number, words in enumerate(pages):
        image = rasterised(poster, 150, number)
        (code,) = {found.text for seen in (image, photocopied(image)) for found in zxingcpp.read_barcodes(seen)}
        (name,) = [name for name in printed if name in words]
        assert code == f"{story.live.url}{code[code.rindex('/c/') :]}" or "/b/" in code
        assert code.endswith(printed[name][-6:])
        for kind in [kind for kind, known in CHANNELS.items() if known == name]:
            story.addresses[kind] = code
    assert len(pages) == len(printed) == len(CHANNELS) + 1

    page.goto(f"/channels/{story.addresses['stall'].rpartition('/')[2]}")
    cards = downloaded(page, f"{page.url}/cards.pdf")
    codes = zxingcpp.read_barcodes(photocopied(rasterised(cards, 150)))
    assert [code.text for code in codes] == [story.addresses["stall"]] * 8


def fill_in(page: Page, chosen: dict[str, list[str]]) -> None:
    """Tick these options of the sheet a phone shows."""
    for key, values in chosen.items():
        for value in values:
            box = page.locator(f"input[name='{key}'][value='{value}']")
            page.locator("#sheet label.option", has=box).click()
            expect(box).to_be_checked()


@chapter
def test_residents_answer_from_the_code_on_the_poster(
    story: Story, new_page: Open, picture: Callable[..., None]
) -> None:
    for locale, own_name, dish in (("fr", "Français", "Couscous"), ("ar", "العربية", "كسكس")):
        for script in (True, False):
            page = new_page(script=script)
            chosen = {LACK: ["parties", "meeting_place"], FEAST: ["spring"], story.own_key: [story.own_options[0]]}

            page.goto(story.addresses["poster"])
            page.get_by_role("link", name=own_name).click()
            expect(page.locator("html")).to_have_attribute("dir", "rtl" if locale == "ar" else "ltr")
            expect(page.locator("#sheet")).to_contain_text(OWN_QUESTION[locale])
            fill_in(page, chosen)
            page.locator(f"#sheet [name='{DISH}']").fill(dish)
            if script:
                picture(page, f"story-answer-{locale}")
            page.click("#send")

            assert A_CODE.fullmatch(page.locator("#follow-code").inner_text())
            assert not page.context.cookies()
            story.sent.append(Sent(CHANNELS["poster"], locale, {**chosen, DISH: ["*"]}))


@chapter
def test_a_market_day_brings_more(story: Story, new_page: Open) -> None:
    """Fourteen people by two channels, so that some groups are large enough to be shown, and some are not."""
    page = new_page(script=False)
    first, second = story.own_options
    crowd = [
        *[("stall", "fr", {LACK: ["papers"], FEAST: ["summer"], story.own_key: [second], "age": ["40_59"]})] * 7,
        *[("stall", "ar", {LACK: ["meeting_place", "papers"], FEAST: ["spring"], "age": ["25_39"]})] * 3,
        *[("partner", "en", {FEAST: ["autumn"], CORNER: [story.places[0]]})] * 2,
        *[("online", "fr", {LACK: ["parties"], story.own_key: [first], "age": ["18_24"]})] * 2,
    ]
    for kind, locale, chosen in crowd:
        code = story.addresses[kind].rpartition("/")[2]
        shown = page.request.get(f"/{locale}/q/{code}").text()
        own = dict(re.findall(r'type="hidden" name="(page-[a-z]+)" value="([^"]+)"', shown))
        fields = urlencode([*own.items(), *((key, value) for key, values in chosen.items() for value in values)])
        answer = page.request.post(
            f"/{locale}/q/{code}/answers",
            data=fields,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": story.live.url},
        )
        assert "/thanks" in answer.url, answer.text()
        story.sent.append(Sent(CHANNELS[kind], locale, chosen))


@chapter
def test_numbered_sheets_are_printed(story: Story, organiser: Page) -> None:
    page = organiser
    page.goto("/sheets")
    main(page).get_by_role("link", name=CHANNELS["paper"]).click()
    page.fill("#copies", "3")
    page.click("#print-button")
    printed = downloaded(page, str(page.locator("#pdf").get_attribute("href")))

    pages = pages_of(printed)
    story.sheets = [1, 2, 3]
    for number, words in enumerate(pages):
        codes = zxingcpp.read_barcodes(rasterised(printed, 200, number))
        if not words:
            continue  # the back of a last page, so that the next sheet begins on a new paper
        (read,) = {int(found.group(1)) for code in codes if (found := re.match(r"[A-Z0-9]+/(\d{6})/", code.text))}
        assert read == story.sheets[number * 3 // len(pages)]
        assert printed_number(read) in words
    assert OWN_QUESTION["fr"] in " ".join(pages)


def ask_for_sheet(page: Page, number: int) -> None:
    """Type the number into the field that has the focus."""
    expect(page.locator("#number")).to_be_focused()
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")


@chapter
def test_a_volunteer_is_invited_and_keys_two_sheets_with_the_keyboard(
    story: Story, organiser: Page, new_page: Open, picture: Callable[..., None]
) -> None:
    organiser.goto("/accounts")
    organiser.get_by_role("link", name="Inviter quelqu’un").click()
    organiser.fill("#email", "nadia@story.example")
    organiser.get_by_label("Bénévole").check()
    organiser.click("#invite-button")
    link = organiser.input_value("#link")

    page = new_page(DESKTOP, 900)
    page.goto(link)
    page.fill("#name", "Nadia")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("#join-button")
    page.get_by_role("link", name="Saisir des feuilles").first.click()
    for number in story.sheets[:2]:
        ask_for_sheet(page, number)
        page.wait_for_url(f"**/keying/*/{number}")
        order = page.locator("[data-keying] [data-question]").evaluate_all("all => all.map(one => one.id.slice(2))")
        for key in order:
            expect(page.locator("[data-here]")).to_have_id(f"q-{key}")
            if key == LACK:
                page.keyboard.press("1")
                page.keyboard.press("4")
            elif key == FEAST:
                page.keyboard.press("1")
                expect(page.locator("[data-here]")).to_be_in_viewport(ratio=1)
                picture(page, "keying", whole=False)
            page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/keying")
        story.sent.append(Sent(CHANNELS["paper"], "fr", {LACK: ["parties", "meeting_place"], FEAST: ["spring"]}))
    ask_for_sheet(page, story.sheets[0])

    expect(page.locator("h1")).to_contain_text("déjà saisie")
    assert page.request.get(f"/plans/{story.plan}/results").status == 403
    story.volunteer = page.context.storage_state()


@chapter
def test_ideas_are_read_before_they_show(
    story: Story, organiser: Page, new_page: Open, picture: Callable[..., None]
) -> None:
    organiser.goto(f"/boxes/{story.box}")
    address = organiser.input_value("#address")
    resident = new_page()
    resident.goto(address)
    resident.get_by_role("link", name="Français").click()
    resident.fill("#text", "Des bancs à l'ombre")
    resident.click("#idea-button")
    assert A_CODE.fullmatch(resident.locator("#follow-code").inner_text())
    resident.get_by_role("link", name="Lire les idées des autres").click()
    expect(main(resident)).not_to_contain_text("bancs")

    volunteer = new_page(DESKTOP, 900, signed_in=story.volunteer)
    volunteer.goto(f"/slips/{story.box}")
    volunteer.fill("#text", "Une fontaine")
    volunteer.keyboard.press("Enter")
    expect(volunteer.get_by_role("status")).to_be_visible()

    organiser.goto("/boxes")
    organiser.click("a[href='/ideas/next']")
    for _ in range(2):
        organiser.click("#show-button")

    resident.reload()
    expect(main(resident)).to_contain_text("Des bancs à l'ombre")
    expect(main(resident)).to_contain_text("Une fontaine")
    picture(resident, "story-wall")


@chapter
def test_every_number_equals_what_was_sent(story: Story, organiser: Page, picture: Callable[..., None]) -> None:
    page = organiser
    page.goto(f"/plans/{story.plan}/results")
    picture(page, "story-results")
    tied = {"P1.01": [LACK], "P1.09": [FEAST, DISH, story.own_key], "P5.05": [CORNER]}
    for action, keys in tied.items():
        line = page.locator(f"tr[data-action='{action}']")
        heard = len(story.on(*keys))
        assert line.locator("[data-heard]").get_attribute("data-heard") == (str(heard) if heard >= 5 else "hidden")
        channels = line.locator("td[data-label=Canaux]")
        assert channels.inner_text() == str(len({sheet.channel for sheet in story.on(*keys)}))
    assert page.locator("tr[data-action='P5.05'] td[data-label=Idées]").inner_text() == "2"

    on_screen: dict[tuple[str, ...], int] = {}
    for action, keys in tied.items():
        page.goto(f"/plans/{story.plan}/results/{action}")
        picture(page, f"story-{action}")
        for key in keys:
            section = page.locator(f"section.question[id$='-{key}']")
            for options in section.locator("table.chart tr[data-option]").all():
                option = str(options.get_attribute("data-option"))
                number = options.locator("[data-count]")
                if number.count():
                    on_screen[action, key, "residents", "", option] = int(str(number.get_attribute("data-count")))
            for by in section.locator("details.breakdown").all():
                for cell in by.locator("tr[data-group] td[data-count]").all():
                    group = str(cell.locator("xpath=..").get_attribute("data-group"))
                    place = (str(by.get_attribute("data-dimension")), group.removeprefix("*"))
                    option = str(cell.get_attribute("data-option"))
                    on_screen[action, key, *place, option] = int(str(cell.get_attribute("data-count")))
    residents = {place: number for place, number in on_screen.items() if place[2] == "residents"}
    assert residents == {place: story.count(place[1])[place[4]] for place in residents}
    # Two people chose the autumn: hidden, and with it the summer, or a subtraction would tell.
    assert story.count(FEAST) == {"spring": 9, "summer": 7, "autumn": 2}
    assert {option for _, key, _, _, option in residents if key == FEAST} == {"spring"}
    assert not [place for place, number in on_screen.items() if 0 < number < 5]
    languages = {place[3:]: number for place, number in on_screen.items() if place[1:3] == (LACK, "language")}
    assert languages, "some language is large enough"
    story.on_screen = on_screen


@chapter
def test_the_files_say_what_the_screen_says(story: Story, organiser: Page) -> None:
    exports = f"/plans/{story.plan}/exports/counts"
    rows = list(csv.DictReader(io.StringIO(downloaded(organiser, f"{exports}.csv").decode("utf-8-sig"))))
    workbook = openpyxl.load_workbook(io.BytesIO(downloaded(organiser, f"{exports}.xlsx")), read_only=True)
    header, *cells = workbook["counts"].iter_rows(values_only=True)

    in_file = {
        (row["subject"], row["question"], row["breakdown"], row["group"], row["option"]): int(row["count"])
        for row in rows
        if row["measure"] == "answers" and row["count"]
    }
    assert {
        place: number for place, number in in_file.items() if place[0] in {"P1.01", "P1.09", "P5.05"}
    } == story.on_screen
    assert [list(map(plain, row)) for row in cells] == [[plain(row[str(name)]) for name in header] for row in rows]


def plain(cell: object) -> object:
    """What a cell says, whichever kind of file it stands in: 0.0 and 0 are one number, none and "" are nothing."""
    try:
        return float(str(cell))
    except ValueError:
        return cell or ""


@chapter
def test_after_closing_the_printed_address_leads_to_the_published_figures(
    story: Story, organiser: Page, new_page: Open, picture: Callable[..., None]
) -> None:
    organiser.goto(f"/campaigns/{story.campaign}")
    organiser.click("#close-campaign")
    organiser.click("#confirm-button")
    organiser.goto(f"/plans/{story.plan}/editions")
    organiser.click("#publish-button")
    expect(organiser.locator("form[action$='/withdrawal']")).to_be_attached()

    page = new_page()
    for _ in range(5):  # a channel is remembered for two seconds
        page.goto(story.addresses["poster"])
        if page.get_by_role("link", name="Lire les résultats").count():
            break
        page.wait_for_timeout(1000)
    picture(page, "story-over")
    page.get_by_role("link", name="Lire les résultats").click()

    expect(main(page)).to_contain_text(str(len(story.on(LACK))))
    picture(page, "story-public-results")
