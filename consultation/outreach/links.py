"""Addresses of channels, as they are printed, copied and put into other sites: from the settings, never a request."""

from html import escape

from consultation.languages import frame_locale


def channel_url(public_url: str, code: str) -> str:
    """The address that is printed; it works for ever."""
    return f"{public_url}/c/{code}"


def sound_page_url(public_url: str, print_code: str, locale: str) -> str:
    """Where the questions of a printed version are heard in a language; it works for ever, also when all is over."""
    return f"{public_url}/{locale}/listen/{print_code}"


def follow_url(public_url: str, locale: str) -> str:
    """Where a code tells what became of what somebody said; the code itself follows behind a `#`."""
    return f"{public_url}/{frame_locale(locale)}/follow"


def embed_url(public_url: str, code: str) -> str:
    """The address of the page made to be shown inside another site."""
    return f"{channel_url(public_url, code)}/embed"


def embed_snippet(public_url: str, code: str, title: str) -> str:
    """The one line a town puts into its own site (T18)."""
    source, words = escape(embed_url(public_url, code)), escape(title)
    return f'<iframe src="{source}" title="{words}" width="100%" height="700" loading="lazy"></iframe>'
