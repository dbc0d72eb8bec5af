"""Signing in on the screen."""

from playwright.sync_api import Page

from consultation import demo as demonstration


def sign_in(page: Page, email: str) -> None:
    """Sign in an account of the demonstration."""
    page.goto("/sign-in")
    fill_in(page, email)


def fill_in(page: Page, email: str) -> None:
    """Fill in the door that is open, and go through."""
    (password,) = [account.password for account in demonstration.accounts() if account.email == email]
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("#sign-in-button")
