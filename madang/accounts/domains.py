"""Mail domains of organizations: who belongs to one by the address they write from."""

import re

from django.utils.translation import gettext as _

from madang.lib.prepared import Given, Prepared

from .errors import UnusableDomain
from .models import OrganizationDomain

LONGEST = 253  # RFC 1035, section 2.3.4
EVERYBODYS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com"),
        *("icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.net"),
        *("naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "korea.kr", "yahoo.co.jp"),
        *("qq.com", "163.com", "126.com", "mail.ru", "yandex.ru", "web.de", "fastmail.com", "zoho.com"),
    }
)
"""Domains at which anybody can have an address: no organization is meant by them."""

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def normal_domain(given: str) -> str:
    """The domain as it is kept: `@Example.COM` becomes `example.com`. Raises UnusableDomain."""
    written = given.strip().lower().removeprefix("@").rstrip(".")
    try:
        domain = written.encode("idna").decode("ascii") if written else ""
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    if len(labels) < 2 or len(domain) > LONGEST or not all(_LABEL.fullmatch(one) for one in labels):
        raise UnusableDomain(
            _("“%(given)s” is not a domain. Write it like example.com.") % {"given": given.strip()[:100]}
        )
    if domain in EVERYBODYS:
        raise UnusableDomain(
            _("Anybody can have an address at %(domain)s. It can't stand for an organization.")
            % {"domain": domain}
        )
    return domain


def organization_of(email: str) -> int | None:
    """The id of the organization that somebody new with this address belongs to, None for none.

    One query, made once.
    """
    found = _OF_DOMAIN.first(domain=email.rpartition("@")[2])
    return found.organization_id if found is not None else None


_OF_DOMAIN = Prepared(
    lambda: OrganizationDomain.objects.filter(value=Given("domain"), organization__joins_by_domain=True)[:1]
)
