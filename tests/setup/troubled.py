"""Fills a staffed desk with all that goes wrong with mail: `python -m tests.setup.troubled`, in the desk's settings.

Prints one line of JSON: what stands for the names in braces in the addresses of pages.
"""

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from madang.accounts.models import User
    from madang.channels.models import Inbox


def _make() -> dict[str, int]:
    import django

    django.setup()

    from madang.accounts.models import User
    from madang.channels.models import Inbox

    inbox = Inbox.objects.get()
    owner, mina = (User.objects.get(email=e) for e in ("owner@madang.example", "mina@lantern.example"))
    _mail(inbox, owner)
    return {
        "brand": inbox.brand_id,
        "inbox": inbox.pk,
        "mailbox": _mailbox(inbox),
        "good": _trial(owner, "good"),
        "bad": _trial(owner, "bad"),
        "planned": _planned(by=mina, reviewer=owner),
        "webhook": _webhook(),
    }


def _mail(inbox: "Inbox", owner: "User") -> None:
    """Mail that is held as spam and otherwise, that could not be read, and that came back; a blocked sender."""
    from django.utils import timezone

    from madang.delivery.actions import make_key
    from madang.delivery.models import Delivery, DeliveryState
    from madang.intake.models import BlockedSender, RawMessage, RawState
    from madang.intake.store import store
    from tests.intake.mails import mail

    now = timezone.now()
    states: list[dict[str, Any]] = [
        {"state": RawState.HELD, "hold": {"kind": "spam", "by": "Rspamd", "points": 9.1, "limit": 6}},
        {"state": RawState.HELD, "hold": {"kind": "blocked"}},
        {"state": RawState.FAILED, "error": "ValueError: unknown encoding"},
    ]
    for fields in states:
        (raw,) = store(mail(), mail_from="seoa.yoon@example.com", recipients=[(inbox, inbox.address)])
        RawMessage.objects.filter(pk=raw.pk).update(**fields)
    BlockedSender.objects.create(value="@spam.example", reason="광고", by=owner, created_at=now)
    make_key("lantern.example", by=owner)
    Delivery.objects.create(
        inbox=inbox,
        recipient="gone@example.com",
        subject="Re: 결제",
        mail_id="<gone@lantern.example>",
        key="gone",
        state=DeliveryState.BOUNCED,
        error="550 5.1.1 no such user",
        due_at=now,
        created_at=now,
    )


def _mailbox(inbox: "Inbox") -> int:
    """A mailbox with every kind of trouble, which no worker looks into; and one that rests."""
    from django.utils import timezone

    from madang.channels.models import Inbox
    from madang.intake.models import Mailbox, MailboxNotice, MissedMail

    now = timezone.now()
    resting = Inbox.objects.create(brand=inbox.brand, address="old@lantern.example")
    Mailbox.objects.create(inbox=resting, host="imap.example.com", user=resting.address, is_active=False)
    mailbox = Mailbox.objects.create(
        inbox=inbox,
        host="imap.example.com",
        user=inbox.address,
        trouble="sign_in",
        trouble_words="[AUTHENTICATIONFAILED] Invalid credentials",
        trouble_since=now - timedelta(hours=5),
        holder="tests",
        held_until=now + timedelta(days=1),
    )
    MailboxNotice.objects.create(mailbox=mailbox, kind="vanished", count=4, first_at=now, last_at=now)
    MissedMail.objects.create(mailbox=mailbox, uidvalidity=1, uid=7, reason="It is too large.", first_at=now)
    return mailbox.pk


def _trial(owner: "User", state: str) -> int:
    """A mailbox that was tried: the sign-in went well or badly."""
    from django.utils import timezone

    from madang.intake.models import Trial

    place = {"host": "imap.example.com", "port": 993, "security": "tls"}
    return Trial.objects.create(
        by=owner,
        address="help@example.com",
        state=state,
        steps=[
            {"step": step, "state": how, "words": "imap.example.com", "said": "NO", "before": ""}
            for step, how in (("find", "good"), ("reach", "good"), ("encrypt", "left"), ("sign_in", state))
        ],
        found={**place, "offered": place, "user": "help", "folder": "INBOX", "count": 3},
        created_at=timezone.now(),
    ).pk


def _webhook() -> int:
    """The id of a webhook that refused what came last."""
    from django.utils import timezone

    from madang.intake.models import HookTrouble, Webhook
    from madang.intake.webhooks.actions import make_webhook

    made = make_webhook(provider="mandrill", name="등불 스토어", inbox=None, keys={}, by=None)
    Webhook.objects.filter(pk=made.pk).update(
        trouble=HookTrouble.RECIPIENT, trouble_words="old@lantern.example", trouble_at=timezone.now()
    )
    return made.pk


def _planned(*, by: "User", reviewer: "User") -> int:
    """The number of a ticket with one answer that leaves later and one that somebody reviews."""
    from django.utils import timezone

    from madang.tickets import actions
    from madang.tickets.models import Ticket

    ticket = Ticket.objects.order_by("-number")[0]
    answer = actions.Answer(body_text="내일 환불돼요.")
    actions.schedule(ticket, answer, due_at=timezone.now() + timedelta(hours=5), by=by)
    actions.ask_review(ticket, answer, reviewer=reviewer, by=by, note="금액을 봐 주세요.")
    return ticket.number


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    print(json.dumps(_make()))
