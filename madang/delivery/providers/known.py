"""Mail providers whose HTTP API mail can leave by, and what each asks for. No django-anymail in here.

What stands here is from the providers' own documentation; none of it could be tried against them. Not here
are Amazon SES and SendGrid (docs/decisions/0030) and MailerSend, which lets only its largest plan add the
header fields that a mail needs to be told as automatic: mail leaves by their SMTP servers instead.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that the provider gives out: `name` is what django-anymail calls it."""

    name: str
    label: "_StrPromise"


@dataclass(frozen=True, slots=True)
class Region:
    """Where an account lives; `url` is the API's there, empty for the one that is taken otherwise."""

    code: str
    name: "_StrPromise"
    url: str = ""


@dataclass(frozen=True, slots=True)
class MailProvider:
    """One provider.

    `secrets` are what it lets us in by. `whole` is whether it takes a mail byte for byte; one that takes
    fields alone makes the mail itself: its copies show their own recipient alone. `keeps_id` is whether the
    Message-ID stays ours then. `pictures` is whether those between the words stay there. `own_server`: people
    run it themselves and name its address. `before` is what a person does there, `page` where.
    """

    code: str
    name: str
    secrets: tuple[Secret, ...]
    before: "tuple[_StrPromise, ...]"
    page: str = ""
    regions: tuple[Region, ...] = ()
    whole: bool = False
    keeps_id: bool = True
    pictures: bool = True
    own_server: bool = False


_API_KEY = Secret("api_key", _("API key"))
_VERIFY_DOMAIN = _("Add the domain of your support address there and publish the DNS records that it shows.")

PROVIDERS: tuple[MailProvider, ...] = (
    MailProvider(
        code="mailgun",
        name="Mailgun",
        secrets=(_API_KEY,),
        regions=(
            Region("us", _("United States")),
            Region("eu", _("European Union"), "https://api.eu.mailgun.net/v3"),
        ),
        before=(
            _VERIFY_DOMAIN,
            _("Open Sending, Domain settings, Sending keys, and add one for this desk."),
        ),
        page="https://app.mailgun.com",
        whole=True,
    ),
    MailProvider(
        code="postmark",
        name="Postmark",
        secrets=(Secret("server_token", _("Server API token")),),
        before=(
            _VERIFY_DOMAIN,
            _("Open the server, then API Tokens, and copy the server API token."),
        ),
        page="https://account.postmarkapp.com/servers",
    ),
    MailProvider(
        code="mandrill",
        name="Mailchimp Transactional (Mandrill)",
        secrets=(_API_KEY,),
        before=(
            _VERIFY_DOMAIN,
            _("Open Settings, SMTP & API Info, and add an API key for this desk."),
        ),
        page="https://mandrillapp.com/settings",
        whole=True,
    ),
    MailProvider(
        code="sparkpost",
        name="SparkPost",
        secrets=(_API_KEY,),
        regions=(
            Region("us", _("United States")),
            Region("eu", _("European Union"), "https://api.eu.sparkpost.com/api/v1"),
        ),
        before=(
            _VERIFY_DOMAIN,
            _("Open Configuration, API Keys, and add one that may do “Transmissions: Read/Write”."),
        ),
        page="https://app.sparkpost.com/account/api-keys",
        whole=True,
    ),
    MailProvider(
        code="postal",
        name="Postal",
        secrets=(_API_KEY,),
        before=(
            _VERIFY_DOMAIN,
            _("Open the mail server there, then Credentials, and add one of the type API."),
        ),
        whole=True,
        own_server=True,
    ),
    MailProvider(
        code="brevo",
        name="Brevo",
        secrets=(_API_KEY,),
        before=(
            _VERIFY_DOMAIN,
            _("Open SMTP & API, then API Keys, and generate one. An SMTP key is something else."),
            _("When Brevo blocks unknown IP addresses, add that of this desk under Security."),
        ),
        page="https://app.brevo.com/settings/keys/api",
        keeps_id=False,
        pictures=False,
    ),
    MailProvider(
        code="mailjet",
        name="Mailjet",
        secrets=(_API_KEY, Secret("secret_key", _("Secret key"))),
        before=(
            _VERIFY_DOMAIN,
            _("Open Account settings, API key management, and copy both keys."),
        ),
        page="https://app.mailjet.com/account/apikeys",
        keeps_id=False,
    ),
    MailProvider(
        code="resend",
        name="Resend",
        secrets=(_API_KEY,),
        before=(
            _VERIFY_DOMAIN,
            _("Open API Keys and make one; “Sending access” is enough."),
        ),
        page="https://resend.com/api-keys",
        keeps_id=False,
    ),
)

_BY_CODE = {one.code: one for one in PROVIDERS}


def by_code(code: str) -> MailProvider | None:
    """The provider of that code."""
    return _BY_CODE.get(code)


def name_of(code: str) -> str:
    """The provider's name, for people."""
    found = by_code(code)
    return found.name if found is not None else code
