"""What the desk is called from outside, who may speak for others, and the shared cache."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from .findings import Finding, note, well, wrong


def links() -> Iterator[Finding]:
    """Whether the links in mails lead here for those who get them."""
    about, environment = _("Address"), settings.MADANG
    shown = {"url": environment.url, "bind": environment.bind}
    is_far = not ipaddress.ip_address(environment.bind).is_loopback
    if is_far and _is_this_machine(environment.host):
        words = _(
            "The pages are open to other machines (MADANG_BIND is %(bind)s), but links in mails say %(url)s, which "
            "leads nowhere from there. Set MADANG_URL to the address that people type."
        )
        yield wrong(about, words % shown)
        return
    if not _is_this_machine(environment.host) and environment.url.startswith("http://"):
        words = _(
            "%(url)s is not encrypted: passwords travel in the open. Put a proxy with a certificate before the "
            "desk and write https:// in MADANG_URL."
        )
        yield note(about, words % shown)
        return
    yield well(about, _("Links say %(url)s, and the pages listen on %(bind)s.") % shown)


def proxies() -> Iterator[Finding]:
    """Whether limits and the list of sessions see people's own addresses behind a proxy."""
    environment = settings.MADANG
    behind_proxy = environment.url.startswith("https://")
    if behind_proxy and not environment.trusted_proxies:
        words = _(
            "MADANG_URL is https://, so a proxy stands before the desk, but MADANG_TRUSTED_PROXIES is empty: "
            "everybody seems to come from the proxy, and shares one limit for signing in. Set it to the proxy's address."
        )
        yield note(_("Proxy"), words)


def redis() -> Iterator[Finding]:
    """Whether Redis answers, when one is named."""
    about, address = _("Redis"), settings.MADANG.redis_url
    if not address:
        return
    from redis import Redis, RedisError

    try:
        Redis.from_url(address, socket_timeout=5, socket_connect_timeout=5).ping()
    except (RedisError, OSError, ValueError) as error:
        words = _("Redis at %(address)s doesn't answer (%(error)s). Start it, or leave REDIS_URL out.")
        yield wrong(about, words % {"address": _without_password(address), "error": error})
    else:
        yield well(about, _("Redis at %(address)s answers.") % {"address": _without_password(address)})


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
