"""Debian's Chromium, driven by Playwright."""

import shutil

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def program() -> str | None:
    """Where Chromium is, or None: its headless shell where that is installed, which draws no window at all.

    The whole program opens one with toolbars for each of our browsers, and takes more than twice the
    processor's time for it.
    """
    return shell() or whole()


def whole() -> str | None:
    """Where the whole of Chromium is, or None: what asks for notifications needs it, the shell denies them."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def shell() -> str | None:
    """Where Chromium's headless shell is, or None."""
    return shutil.which("chromium-headless-shell")
