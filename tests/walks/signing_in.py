"""Signing in on the screen."""

from playwright.sync_api import Page

from consultation import demo as demonstration
from tests import browser


def sign_in(page: Page, email: str) -> None:
    """Sign in an account of the demonstration."""
    page.goto("/sign-in")
    fill_in(page, email)


def fill_in(page: Page, email: str) -> None:
    """Go through the door that is open, with the password of the demonstration."""
    (password,) = [account.password for account in demonstration.accounts() if account.email == email]
    browser.fill_in(page, email, password)
