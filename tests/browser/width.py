"""Whether a page is wider than its screen."""

from __future__ import annotations

from playwright.sync_api import Page

# Sections below the screen are laid out late and clip what they hold: here they may not.
WIDER = """() => {
  const late = document.querySelectorAll("section, .body > *");
  for (const e of late) e.style.contentVisibility = "visible";
  return document.documentElement.scrollWidth > document.documentElement.clientWidth;
}"""


def too_wide(page: Page) -> bool:
    """Whether anything on the page, also further down, stands out of the screen."""
    wider: bool = page.evaluate(WIDER)
    return wider
