"""Several channels at one place: what is told by place is the sum of what is told by channel, and nothing more."""

from lxml import html
from sqlalchemy.orm import Session

from consultation.models import Place
from consultation.results.figures import MERGED, Breakdown, Group
from consultation.results.places import by_place
from consultation.results.tallied import Dimension
from tests import factories
from tests.pages import ReviewingClient
from tests.results.seeded import seeded


def channels(**groups: tuple[int, int | None]) -> Breakdown:
    """{channel: (base, who said yes)}; "merged" is the merged group."""
    made = [Group(MERGED if key == "merged" else key, base, {"yes": yes}) for key, (base, yes) in groups.items()]
    return Breakdown(Dimension.CHANNEL, tuple(made), is_withheld=False)


def told(by: Breakdown | None) -> dict[str, tuple[int | None, int | None]]:
    return {group.key: (group.base, group.counts["yes"]) for group in by.groups} if by else {}


def test_channels_of_a_place_are_added_up_and_one_hidden_number_hides_the_sum() -> None:
    by = channels(a=(20, 12), b=(10, None), c=(30, 9), d=(8, 7))
    places = {"a": "school", "b": "school", "c": "market"}

    assert told(by_place(by, places)) == {"school": (30, None), "market": (30, 9), "d": (8, 7)}


def test_a_place_with_a_channel_among_the_merged_ones_joins_them() -> None:
    """Told as 20, the school would be known to be 20 and a part of the merged: its other channel could be taken out."""
    by = channels(a=(20, 12), c=(30, 9), e=(9, 6), merged=(7, 5))
    places = {"a": "school", "b": "school", "c": "market", "e": "market"}

    assert told(by_place(by, places)) == {"market": (39, 15), MERGED: (27, 17)}


def test_places_that_tell_nothing_else_than_channels_are_left_out() -> None:
    by = channels(a=(20, 12), b=(10, 6))

    assert by_place(by, {"a": "school", "b": "market"}) is None
    assert by_place(by, {"a": "school", "b": "school"}) is None
    assert by_place(Breakdown(Dimension.CHANNEL, (), is_withheld=True), {"a": "school"}) is None


def test_the_action_page_and_who_was_heard_tell_places(client: ReviewingClient, session: Session) -> None:
    rows = seeded(session, 200)
    square = factories.add(session, Place(plan_id=rows.plan.id, key="square", name={"fr": "Place du marché"}))
    for channel in rows.channels[:2]:
        channel.place_id = square.id
    session.commit()
    client.sign_in(rows.organiser)
    for page in ("P1.02", "people"):
        shown = html.fromstring(client.get(f"/plans/{rows.plan.slug}/results/{page}").text)
        (places, *_) = shown.xpath("//*[@data-dimension='place']")
        (by_channel, *_) = shown.xpath("//*[@data-dimension='channel']")
        (line,) = places.xpath(".//tr[@data-group='square']")
        number = "@data-base" if page == "P1.02" else "@data-count"
        ids = [str(channel.id) for channel in rows.channels[:2]]
        alone = [by_channel.xpath(f".//tr[@data-group='{one}']//{number}")[-1] for one in ids]

        assert "Place du marché" in line.text_content()
        assert int(line.xpath(f".//{number}")[-1]) == sum(map(int, alone))
