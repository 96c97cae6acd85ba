"""Whether something on a page has to be scrolled sideways, or can't be reached at all for being too wide.

The desk's body never scrolls, so asking the document for its width finds nothing there: each box that cuts off what
is in it is asked.
"""

from playwright.sync_api import Page

ON_PURPOSE = ".settings-menu, [role=region][tabindex], pre, iframe, .unseen"
"""Rows and tables that are made to be scrolled by themselves, and what is for screen readers alone."""

FIND = """(on_purpose) => {
    const cuts = (box) => ["auto", "scroll", "hidden"].includes(getComputedStyle(box).overflowX);
    const shortens = (box) => {
        const style = getComputedStyle(box);
        return style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    };
    const boxes = [document.documentElement, ...document.querySelectorAll("body, body *:not(input, textarea, select)")];
    return boxes
        .filter((box) => box.checkVisibility({ visibilityProperty: true }) && !box.closest(on_purpose))
        .filter((box) => box === document.documentElement || (cuts(box) && !shortens(box)))
        .filter((box) => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1)
        .map((box) => `${box.tagName} ${box.id} ${box.className}: ${box.scrollWidth} > ${box.clientWidth}`);
}"""


def sideways(page: Page) -> list[str]:
    """The boxes that are narrower than what is in them, with both widths."""
    found: list[str] = page.evaluate(FIND, ON_PURPOSE)
    return found
