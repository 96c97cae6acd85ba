"""The providers that can post here, what each signs with, and what is entered there. No django-anymail in
here.

What stands here is from the providers' own documentation; none of it could be tried against them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the provider shows: `name` is what django-anymail calls it, `where` where it is found there.

    Posts of the kinds in `of` ("mail", "events") are not taken without it.
    """

    name: str
    label: "_StrPromise"
    where: "_StrPromise"
    of: tuple[str, ...] = ("mail", "events")


@dataclass(frozen=True, slots=True)
class HookProvider:
    """One provider. `mail` and `events` are the steps to have each posted here, empty when it can't.

    `keys` are what it signs with or what its mail is fetched by; without any the secret address alone shows
    that a post is genuine. `whole` is whether it posts mail byte for byte. `regions` are codes of
    `known.Region`. `never_again` is the HTTP status by which it understands that a mail will not be taken.
    """

    code: str
    name: str
    mail: "tuple[_StrPromise, ...]" = ()
    events: "tuple[_StrPromise, ...]" = ()
    keys: tuple[Key, ...] = ()
    whole: bool = True
    never_again: int = 422


_PASTE = _("Paste the address for mail from above.")
_PASTE_EVENTS = _("Paste the address for events from above.")
_MX = _("Let the MX record of your domain, or of a domain below it, lead to the provider as it says there.")

PROVIDERS: tuple[HookProvider, ...] = (
    HookProvider(
        code="mailgun",
        name="Mailgun",
        mail=(
            _MX,
            _("Open Receiving, then Create route, and choose “Match recipient” or “Catch all”."),
            _(
                "Tick “Forward” and paste the address for mail from above. It ends in /mime: mail then "
                "comes whole."
            ),
        ),
        events=(
            _("Open Sending, then Webhooks, and choose the domain."),
            _(
                "Add one webhook for each of “Delivered Messages”, “Permanent Failure”, “Temporary "
                "Failure” and "
                "“Spam Complaints”, all with the address for events from above."
            ),
        ),
        keys=(
            Key(
                "webhook_signing_key",
                _("Webhook signing key"),
                _("In Mailgun under Sending, Webhooks, “HTTP webhook signing key”."),
            ),
        ),
        never_again=406,
    ),
    HookProvider(
        code="postmark",
        name="Postmark",
        mail=(
            _("Open the server, then its inbound message stream, then Settings."),
            _PASTE,
            _("Tick “Include raw email content in JSON payload”, so that mail comes whole."),
            _(
                "Forward your support address to the inbound address that is shown there, or set an "
                "inbound domain."
            ),
        ),
        events=(
            _("Open the server, then the transactional stream, then Webhooks, then Add webhook."),
            _PASTE_EVENTS,
            _("Tick Delivery, Bounce and Spam complaint; leave “Include bounce content” off."),
        ),
        never_again=403,
    ),
    HookProvider(
        code="mandrill",
        name="Mailchimp Transactional (Mandrill)",
        mail=(
            _MX,
            _("Open Inbound, then the domain's Routes, and add one with the address for mail from above."),
        ),
        events=(
            _("Open Settings, then Webhooks, then Add a webhook."),
            _("Tick sent, delayed, bounced, soft-bounced, marked as spam and rejected."),
            _PASTE_EVENTS,
        ),
        keys=(
            Key(
                "webhook_key",
                _("Webhook key for mail"),
                _("In Mandrill under Inbound, beside the route."),
                of=("mail",),
            ),
            Key(
                "events_key",
                _("Webhook key for events"),
                _("In Mandrill under Settings, Webhooks, beside the webhook."),
                of=("events",),
            ),
        ),
    ),
    HookProvider(
        code="sparkpost",
        name="SparkPost",
        mail=(
            _MX,
            _("Add a relay webhook by the API: POST /relay-webhooks, with the address for mail as “target”."),
        ),
        events=(
            _("Open Configuration, then Webhooks, then Create webhook."),
            _PASTE_EVENTS,
            _("Choose Delivery, Bounce, Delay, Out of band, Policy rejection and Spam complaint."),
        ),
    ),
    HookProvider(
        code="postal",
        name="Postal",
        mail=(
            _("Open the mail server there, then Routing, then HTTP endpoints."),
            _("Add one with the address for mail from above, encoding “Raw”, and a route that leads to it."),
        ),
        events=(
            _(
                "Open the mail server there, then Webhooks, and add one with the address for events "
                "from above."
            ),
            _("Choose MessageSent, MessageDelayed, MessageDeliveryFailed, MessageHeld and MessageBounced."),
        ),
        keys=(
            Key(
                "webhook_key",
                _("Public key"),
                _("What “postal default-dkim-record” prints after “p=” on the machine that runs Postal."),
            ),
        ),
    ),
    HookProvider(
        code="mailersend",
        name="MailerSend",
        mail=(
            _("Open Email, then Inbound routes, and add one that posts to the address for mail from above."),
            _(
                "Let the MX record, or a forward of your support address, lead to the address that is "
                "shown there."
            ),
        ),
        keys=(
            Key(
                "inbound_secret",
                _("Secret of the route"),
                _("In MailerSend beside the inbound route."),
                of=("mail",),
            ),
        ),
    ),
    HookProvider(
        code="brevo",
        name="Brevo",
        mail=(
            _MX,
            _("Make the webhook by the API: POST /webhooks, type “inbound”, events “inboundEmailProcessed”."),
            _PASTE,
        ),
        events=(
            _("Open Transactional, Settings, Webhook, then Add a new webhook."),
            _(
                "Choose Delivered, Hard bounce, Soft bounce, Blocked, Invalid email, Deferred, Error "
                "and Complaint."
            ),
            _PASTE_EVENTS,
        ),
        keys=(
            Key(
                "api_key",
                _("API key"),
                _("Brevo gives out files of incoming mail only for it."),
                of=("mail",),
            ),
        ),
        whole=False,
    ),
    HookProvider(
        code="mailjet",
        name="Mailjet",
        mail=(
            _("Make a parse route by the API: POST /REST/parseroute with the address for mail as “Url”."),
            _("Forward your support address to the address that it answers with."),
        ),
        events=(
            _("Open Account settings, then Event notifications (webhooks)."),
            _("Tick sent, bounce, blocked, spam and unsub, and paste the address for events into each."),
        ),
        whole=False,
    ),
    HookProvider(
        code="resend",
        name="Resend",
        mail=(
            _MX,
            _("Open Webhooks, then Add webhook, and choose email.received."),
            _PASTE,
        ),
        events=(
            _("Open Webhooks, then Add webhook."),
            _(
                "Choose email.sent, email.delivered, email.delivery_delayed, email.bounced and "
                "email.complained."
            ),
            _PASTE_EVENTS,
        ),
        keys=(
            Key(
                "api_key",
                _("API key"),
                _("With full access: Resend gives out incoming mail only for it."),
                of=("mail",),
            ),
            Key(
                "inbound_secret",
                _("Signing secret for mail"),
                _("In Resend on the webhook's page; it begins with whsec_."),
                of=("mail",),
            ),
            Key(
                "signing_secret",
                _("Signing secret for events"),
                _("In Resend on the webhook's page; it begins with whsec_."),
                of=("events",),
            ),
        ),
    ),
)

_BY_CODE = {one.code: one for one in PROVIDERS}


def by_code(code: str) -> HookProvider | None:
    """The provider of that code."""
    return _BY_CODE.get(code)
