"""A browser for the pages."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def browser():
    """A headless Chromium."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        # Root, as whom CI may run, has no sandbox; the pages are our own.
        browser = playwright.chromium.launch(
            executable_path=program, args=("--no-sandbox", "--disable-gpu")
        )
        yield browser
        browser.close()
