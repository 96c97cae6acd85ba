"""A real desk with an answer that was sent: `python -m tests.portal.shop` makes it, in the desk's own settings.

Prints one line of JSON: where the pages of two answers are, and the cookie of an agent.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.services.desk import ROOT, LiveDesk


@dataclass(frozen=True)
class Shop:
    """The running desk; `korean` and `english` are the ids of mails by which each customer comes in."""

    desk: LiveDesk
    korean: int
    english: int
    tokens: dict[str, str]
    agent: str

    def link(self, delivery: int) -> str:
        """The address in the mail."""
        return f"{self.desk.url}/v/{self.tokens[str(delivery)]}"


def shop(folder: Path) -> Shop:
    """The desk, started."""
    desk = LiveDesk(folder, settings={})
    made = subprocess.run(
        [sys.executable, "-m", "tests.portal.shop"],
        env=desk.environment,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr.decode()
    desk.serve()
    return Shop(desk=desk, **json.loads(made.stdout.splitlines()[-1]))


def _make() -> dict[str, object]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    call_command("migrate", verbosity=0)

    from madang.accounts.models import Team, User
    from madang.accounts.roles import Role
    from madang.brands.models import Brand, Desk
    from madang.channels.base import File
    from madang.channels.models import Inbox
    from madang.delivery.actions import change_web_page
    from madang.delivery.models import Delivery, DeliveryState, MailLook
    from madang.delivery.web_page import token_of
    from madang.tickets import actions
    from madang.tickets.models import Ticket
    from tests.cast import person

    Desk.objects.create(name="마당", language="ko")
    payments = Team.objects.create(name="결제·환불")
    mina = person("mina@lantern.example", "김민아", Role.AGENT)

    def brand(name: str, language: str, address: str, colour: str) -> Inbox:
        made = Brand.objects.create(name=name, language=language, colour=colour)
        change_web_page(made, is_on=True, days=90, by=None)
        MailLook.objects.filter(brand=made).update(read_marks=True)
        return Inbox.objects.create(brand=made, address=address, team=payments)

    def asked(inbox: Inbox, who: User, subject: str, *words: str) -> Ticket:
        written = actions.Written(author=who, body_text=words[0])
        ticket = actions.open_ticket(
            subject=subject, written=written, brand=inbox.brand, inbox=inbox, by=None
        )[0]
        for more in words[1:]:
            actions.receive(ticket, actions.Written(author=who, body_text=more))
        return ticket

    korean = asked(
        brand("등불 스토어", "ko", "help@lantern.example", "#9c3d22"),
        person("seoa.yoon@example.com", "윤서아", Role.REQUESTER),
        "카드 결제가 두 번 됐어요",
        "어제 저녁에 주문했는데 카드 승인 문자가 두 건 왔어요. 확인 부탁드려요.",
        "주문 번호는 20261123-1042예요.",
    )
    english = asked(
        brand("Lantern Global", "en", "support@lantern-global.example", "#2f6b4f"),
        person("noor.haddad@example.com", "Noor Haddad", Role.REQUESTER),
        "Paid twice for one order",
        "I got two messages from my card. Could you have a look?",
    )
    bill = File("청구서 11월.pdf", "application/pdf", b"%PDF-1.7 " + b"0" * 48_000)
    actions.reply(
        korean,
        by=mina,
        body_text="두 번째 승인은 취소했어요.",
        body_html="<p>안녕하세요, 윤서아 님.</p><p>두 번째 승인은 방금 <b>취소</b>했어요. 카드사에 따라 3일 안에 보이실 거예요.</p><ul><li>첫 번째 승인: 32,000원, 그대로예요</li><li>두 번째 승인: 취소</li></ul><p>불편을 드려 죄송해요.</p>",
        files=[bill],
    )
    actions.receive(korean, actions.Written(author=korean.requester, body_text="빠르게 봐 주셔서 고마워요."))
    actions.reply(
        english,
        by=mina,
        body_text="The second payment was cancelled.\n\nYou will see it on your card within three days.",
    )
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now() - timedelta(hours=1))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(mina)
    mails = {one.ticket_id: one for one in Delivery.objects.all()}
    return {
        "korean": mails[korean.pk].pk,
        "english": mails[english.pk].pk,
        "tokens": {one.pk: token_of(one) for one in mails.values()},
        "agent": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    print(json.dumps(_make()))
