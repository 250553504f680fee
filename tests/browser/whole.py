"""Looking at a whole page, also at what lies below the screen."""

from __future__ import annotations

from playwright.sync_api import Page

# There sections are laid out late, and clip what they hold: here they may not.
LAY_OUT = """() => {
  const late = document.querySelectorAll("section, .body > *");
  for (const e of late) e.style.contentVisibility = "visible";
}"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def lay_out(page: Page) -> None:
    """Have the whole page laid out at once, to be measured."""
    page.evaluate(LAY_OUT)


def too_wide(page: Page) -> bool:
    """Whether anything on the page, also further down, stands out of the screen."""
    lay_out(page)
    wider: bool = page.evaluate(WIDER)
    return wider
