"""Mail providers that people use: where their servers are, and what has to be switched on there first.

What stands here is from the providers' own help pages; none of it could be tried against the provider itself.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Place:
    """A server: `security` is tls, starttls or none."""

    host: str
    port: int
    security: str = "tls"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    `domains` are those of its own addresses, `exchangers` the ends of the names that receive mail for other
    people's domains (MX). `signs_in_by` is "address", or "name" for what stands before the @. `consent` names
    the OAuth way in, and `takes_passwords` whether there is another. `before` is what a person does first.
    """

    code: str
    name: str
    domains: tuple[str, ...]
    exchangers: tuple[str, ...]
    imap: Place
    smtp: Place
    before: "tuple[_StrPromise, ...]" = ()
    page: str = ""
    signs_in_by: str = "address"
    consent: str = ""
    takes_passwords: bool = True


_APP_PASSWORD_HERE = _("Enter the app password here instead of your usual one.")

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        code="google",
        name="Gmail",
        domains=("gmail.com", "googlemail.com"),
        exchangers=("google.com", "googlemail.com"),
        imap=Place("imap.gmail.com", 993),
        smtp=Place("smtp.gmail.com", 465),
        before=(
            _("Switch on 2-Step Verification in your Google Account, under Security."),
            _("Open myaccount.google.com/apppasswords and make an app password named Madang."),
            _APP_PASSWORD_HERE,
        ),
        page="https://myaccount.google.com/apppasswords",
        consent="google",
    ),
    Provider(
        code="microsoft",
        name="Microsoft 365 · Outlook.com",
        domains=(
            "outlook.com",
            "outlook.kr",
            "hotmail.com",
            "hotmail.co.kr",
            "live.com",
            "live.co.kr",
            "msn.com",
        ),
        exchangers=("mail.protection.outlook.com", "mx.microsoft", "olc.protection.outlook.com"),
        imap=Place("outlook.office365.com", 993),
        smtp=Place("smtp.office365.com", 587, "starttls"),
        before=(
            _("Microsoft takes no passwords from mail programs any more: use “Sign in with Microsoft”."),
            _("If that button is missing, an administrator of this desk registers it first under “Sign-in”."),
            _("In Microsoft 365, IMAP must be allowed for the mailbox (Exchange admin center, Email apps)."),
        ),
        consent="microsoft",
        takes_passwords=False,
    ),
    Provider(
        code="naver",
        name="Naver",
        domains=("naver.com",),
        exchangers=(),
        imap=Place("imap.naver.com", 993),
        smtp=Place("smtp.naver.com", 465),
        before=(
            _("In Naver Mail open Preferences, then POP3/IMAP, then IMAP/SMTP, and choose “Use”."),
            _("Switch on two-step verification under Naver ID, Security."),
            _("Make an application password there, and enter it here instead of your usual one."),
        ),
        page="https://mail.naver.com",
        signs_in_by="name",
    ),
    Provider(
        code="daum",
        name="Daum",
        domains=("daum.net", "hanmail.net"),
        exchangers=("hanmail.net", "daum.net"),
        imap=Place("imap.daum.net", 993),
        smtp=Place("smtp.daum.net", 465),
        before=(
            _("In the mail's settings open IMAP/POP3 and choose “Use” for IMAP/SMTP."),
            _(
                "Switch on two-step verification of your Kakao Account, and make an app password for "
                "mail there."
            ),
            _APP_PASSWORD_HERE,
        ),
        page="https://mail.daum.net",
        signs_in_by="name",
    ),
    Provider(
        code="kakao",
        name="Kakao Mail",
        domains=("kakao.com",),
        exchangers=(),
        imap=Place("imap.kakao.com", 993),
        smtp=Place("smtp.kakao.com", 465),
        before=(
            _("In the mail's settings open IMAP/POP3 and choose “Use” for IMAP/SMTP."),
            _(
                "Switch on two-step verification of your Kakao Account, and make an app password for "
                "mail there."
            ),
            _APP_PASSWORD_HERE,
        ),
        page="https://mail.kakao.com",
        signs_in_by="name",
    ),
    Provider(
        code="naver_works",
        name="NAVER WORKS",
        domains=(),
        exchangers=("worksmobile.com",),
        imap=Place("imap.worksmobile.com", 993),
        smtp=Place("smtp.worksmobile.com", 465),
        before=(
            _("An administrator of NAVER WORKS allows IMAP for members, under Service, Mail."),
            _("Open your profile, Security, and make an external app password."),
            _("Enter the external app password here instead of your usual one."),
        ),
    ),
    Provider(
        code="zoho",
        name="Zoho Mail",
        domains=("zoho.com", "zohomail.com"),
        exchangers=("zoho.com",),
        imap=Place("imappro.zoho.com", 993),
        smtp=Place("smtppro.zoho.com", 465),
        before=(
            _("In Zoho Mail open Settings, Mail Accounts, and tick IMAP Access."),
            _(
                "With two-factor sign-in, make an application-specific password at accounts.zoho.com, "
                "Security."
            ),
        ),
    ),
    Provider(
        code="icloud",
        name="iCloud",
        domains=("icloud.com", "me.com", "mac.com"),
        exchangers=("mail.icloud.com",),
        imap=Place("imap.mail.me.com", 993),
        smtp=Place("smtp.mail.me.com", 587, "starttls"),
        before=(
            _(
                "Open account.apple.com, Sign-In and Security, App-Specific Passwords, and make one "
                "named Madang."
            ),
            _APP_PASSWORD_HERE,
        ),
        page="https://account.apple.com",
        signs_in_by="name",
    ),
    Provider(
        code="yahoo",
        name="Yahoo Mail",
        domains=("yahoo.com", "ymail.com", "rocketmail.com"),
        exchangers=("yahoodns.net",),
        imap=Place("imap.mail.yahoo.com", 993),
        smtp=Place("smtp.mail.yahoo.com", 465),
        before=(_("Open your Yahoo account, Security, and generate an app password."), _APP_PASSWORD_HERE),
    ),
    Provider(
        code="fastmail",
        name="Fastmail",
        domains=("fastmail.com", "fastmail.fm"),
        exchangers=("messagingengine.com",),
        imap=Place("imap.fastmail.com", 993),
        smtp=Place("smtp.fastmail.com", 465),
        before=(
            _("In Fastmail open Settings, Privacy & Security, App passwords, and make one for mail."),
            _APP_PASSWORD_HERE,
        ),
    ),
    Provider(
        code="hiworks",
        name="Hiworks",
        domains=(),
        exchangers=("hiworks.co.kr", "hiworks.com"),
        imap=Place("imap.hiworks.com", 993),
        smtp=Place("smtps.hiworks.com", 465),
        before=(
            _("A Hiworks administrator switches on the use of mail programs (POP3/IMAP and SMTP)."),
            _("Open Settings, Security, and make a password for mail alone."),
            _("Enter the mail password here instead of your usual one."),
        ),
    ),
)

_ZOHO_ENDS = ("zoho.eu", "zoho.in", "zoho.com.au", "zoho.jp", "zohocloud.ca", "zoho.sa", "zoho.uk")


def by_domain(domain: str) -> Provider | None:
    """The provider whose own addresses end in the domain."""
    return next((one for one in PROVIDERS if domain.lower() in one.domains), None)


def by_exchanger(host: str) -> Provider | None:
    """The provider that receives mail under the name of a mail exchanger."""
    host = host.lower().rstrip(".")
    return next((one for one in PROVIDERS if any(_is_below(host, end) for end in one.exchangers)), None)


def by_code(code: str) -> Provider | None:
    """The provider of that code."""
    return next((one for one in PROVIDERS if one.code == code), None)


def by_server(host: str) -> Provider | None:
    """The provider whose IMAP server has that name."""
    return next((one for one in PROVIDERS if one.imap.host == host.lower()), None)


def zoho_region(exchanger: str) -> str:
    """The end of Zoho's names in the region that an exchanger belongs to; empty for the first one and "
    "others."""
    host = exchanger.lower().rstrip(".")
    return next((end for end in _ZOHO_ENDS if _is_below(host, end)), "")


def _is_below(host: str, end: str) -> bool:
    return host == end or host.endswith(f".{end}")
