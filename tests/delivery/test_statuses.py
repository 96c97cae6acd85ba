"""Whether an address is gone, or only this mail or moment was wrong, in the words of real servers."""

import pytest

from madang.delivery.statuses import Verdict, status_in, verdict_on

GONE = [
    "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table",
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking",
    "550 5.4.1 Recipient address rejected: Access denied. unknown user",
    "554 delivery error: dd This user doesn't have a example.com account (a@example.com)",
    "550 No such user here",
    "550 5.2.1 The email account that you tried to reach is inactive.",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@b.example not found by SMTP address lookup",
    "553 sorry, that domain isn't in my list: unknown recipient",
    "550 존재하지 않는 사용자입니다",
    "550 5.0.0 휴면 계정입니다",
    "Unrouteable address",
]
HERE = [
    "552 5.2.2 The email account that you tried to reach is over quota",
    "554 5.7.1 Message rejected due to spam content",
    "550 5.7.26 Unauthenticated email from lantern.example is not accepted due to DMARC policy",
    "552 5.3.4 Message size exceeds fixed limit",
    "554 5.4.7 Delivery expired (message too old)",
    "554 5.6.0 Corrupt message content",
    "550 Administrative prohibition",
    "450 4.1.1 User unknown for now",
    "",
]


@pytest.mark.parametrize("words", GONE)
def test_an_address_that_is_gone_is_known(words: str) -> None:
    assert verdict_on(status_in(words), words) == Verdict.NO_SUCH_ADDRESS


@pytest.mark.parametrize("words", HERE)
def test_an_address_is_not_given_up_for_what_passes(words: str) -> None:
    assert verdict_on(status_in(words), words) == Verdict.PASSES


@pytest.mark.parametrize(
    ("words", "status"),
    [("550 5.1.1 no", "5.1.1"), ("10.5.1.12 said", ""), ("550-5.7.26 x", "5.7.26"), ("", "")],
)
def test_the_code_is_found_in_the_words(words: str, status: str) -> None:
    assert status_in(words) == status
