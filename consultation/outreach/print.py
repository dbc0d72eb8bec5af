"""The posters and cards of channels, from what the database knows."""

from collections.abc import Mapping, Sequence

from consultation.outreach.links import channel_url
from consultation.outreach.posters import Poster, Size, pdf_of
from consultation.outreach.queries import Hub, ListedChannel
from consultation.outreach.resident_words import call_words, note_words, simulated_words
from consultation.questionnaires.definition import Definition
from consultation.terms import ChannelKind


def print_channels(hub: Hub, channels: Sequence[ListedChannel], size: Size, public_url: str) -> bytes:
    """One PDF: a page a channel, or a sheet of eight cards a channel."""
    return pdf_of([poster_of(hub, channel, public_url) for channel in channels], size)


def poster_of(hub: Hub, listed: ListedChannel, public_url: str) -> Poster:
    """What the poster of a channel says: in every language of the questionnaire, that of the channel first."""
    campaign = hub.campaign
    text = listed.box_question or headline_of(hub)
    locales = sorted(hub.locales, key=lambda locale: locale != listed.channel.locale)
    spoken = [locale for locale in locales if text.get(locale)] or list(text)[:1] or locales[:1]
    return Poster(
        url=channel_url(public_url, listed.channel.code),
        name=name_of(listed),
        organisation=f"{hub.organisation_name} · {hub.plan.title}",
        headline={locale: text.get(locale, "") for locale in spoken},
        call=call_words(spoken, is_box=listed.kind is ChannelKind.IDEA_BOX),
        notes=note_words(spoken, campaign.opens_on, campaign.closes_on, campaign.reply_by),
        simulated=simulated_words(spoken) if campaign.is_simulated else {},
    )


def headline_of(hub: Hub) -> Mapping[str, str]:
    """The big words: the question when there is but one, else the title of the campaign."""
    if hub.definition:
        asked = [q for q in Definition.model_validate(hub.definition).questions() if not q.profile and not q.retired]
        if len(asked) == 1:
            return asked[0].label
    return hub.campaign.title


def name_of(listed: ListedChannel) -> str:
    """The name of a channel, and the place of the register where it says more."""
    place = next(iter((listed.place_name or {}).values()), "")
    name = listed.channel.name
    return name if not place or place.casefold() in name.casefold() else f"{name} – {place}"
