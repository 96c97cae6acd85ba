"""Whether something on a page has to be scrolled sideways, or can't be reached at all for being too wide.

The desk's body never scrolls, so asking the document for its width finds nothing there: each box that cuts off what
is in it is asked, and each thing whether it stands outside the window.
"""

from playwright.sync_api import Page

ON_PURPOSE = ".settings-menu, [role=region][tabindex], pre, iframe, .unseen"
"""Rows and tables that are made to be scrolled by themselves, and what is for screen readers alone."""

FIND = """(on_purpose) => {
    const overflow = (box) => getComputedStyle(box).overflowX;
    const shortens = (box) => {
        const style = getComputedStyle(box);
        return style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    };
    const shown = [...document.querySelectorAll("html, body, body *")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(on_purpose));
    const tooFull = shown
        .filter((box) => box.matches("html") || ["auto", "scroll", "hidden"].includes(overflow(box)))
        .filter((box) => !box.matches("input, textarea, select") && !shortens(box))
        .filter((box) => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1)
        .map((box) => `${box.tagName} ${box.id} ${box.className}: ${box.scrollWidth} > ${box.clientWidth}`);
    const cutOffBefore = (one) => {
        for (let box = one.parentElement; box && !box.matches("main, body"); box = box.parentElement)
            if (overflow(box) !== "visible") return true;
        return false;
    };
    const outside = shown
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, place]) => place.width > 0 && (place.right > innerWidth + 1 || place.left < -1))
        .filter(([one]) => !cutOffBefore(one))
        .map(([one, place]) => `${one.tagName} ${one.id} ${one.className}: from ${place.left} to ${place.right}`);
    return [...tooFull, ...outside];
}"""


def sideways(page: Page) -> list[str]:
    """The boxes that are narrower than what is in them, and what stands outside the window."""
    found: list[str] = page.evaluate(FIND, ON_PURPOSE)
    return found
