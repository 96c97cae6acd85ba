"""Signing in as people do it, in a real browser, with the content security policy on."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from tests.conftest import MakeContext
from tests.services.desk import LiveDesk

pytestmark = pytest.mark.browser

OWNER, PASSWORD = "owner@madang.example", "lantern-hanok-42"


@pytest.fixture
def set_up_desk(live_desk: LiveDesk) -> LiveDesk:
    live_desk.madang(
        *(
            "setup",
            "--desk",
            "등불",
            "--owner-name",
            "한지우",
            "--owner-email",
            OWNER,
            "--owner-password",
            PASSWORD,
        ),
        *("--brand", "등불 스토어", "--address", "help@lantern.example", "--language", "ko"),
    )
    return live_desk


def sign_in(page: Page, desk: LiveDesk, *, to: str) -> None:
    page.goto(f"{desk.url}{to}")
    page.get_by_label("이메일").fill(OWNER)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()


def code_now(page: Page) -> str:
    """What an app shows that was given the key on the page."""
    secret = re.sub(r"\s", "", page.locator("code.secret").text_content() or "")
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


@pytest.mark.parametrize(
    ("width", "scheme"), [pytest.param(1280, "light", id="wide"), pytest.param(375, "dark", id="phone")]
)
def test_the_second_factor_from_switching_on_to_coming_back_with_a_recovery_code(
    width: int, scheme: str, set_up_desk: LiveDesk, make_context: MakeContext
) -> None:
    page = make_context(
        locale="ko-KR", viewport={"width": width, "height": 800}, color_scheme=scheme
    ).new_page()
    sign_in(page, set_up_desk, to="/accounts/2fa/")
    page.get_by_role("link", name="켜기").click()
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="계속").click()

    expect(page.get_by_role("img", name="인증 앱용 QR 코드")).to_be_visible()
    page.get_by_text("키를 직접 입력하기").click()
    page.get_by_label("코드", exact=True).fill(code_now(page))
    page.get_by_role("button", name="켜기").click()
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    spare = codes.nth(7).text_content() or ""
    with page.expect_download() as saved:
        page.get_by_role("link", name="파일로 저장").click()
    assert spare in saved.value.path().read_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"

    page.goto(f"{set_up_desk.url}/accounts/logout/")
    page.get_by_role("button", name="로그아웃").click()
    sign_in(page, set_up_desk, to="/accounts/login/?next=/accounts/profile/")
    page.get_by_label("코드").fill(spare)
    page.get_by_role("button", name="로그인", exact=True).click()
    expect(page.get_by_role("heading", name="내 계정")).to_be_visible()


def test_an_error_is_tied_to_its_field(set_up_desk: LiveDesk, page: Page) -> None:
    sign_in(page, set_up_desk, to="/accounts/password/")
    page.get_by_label("지금 비밀번호").fill("wrong")
    page.get_by_label("새 비밀번호", exact=True).fill("짧음")
    page.get_by_label("새 비밀번호 한 번 더").fill("짧음")
    page.get_by_role("button", name="비밀번호 바꾸기").click()
    expect(page.get_by_label("지금 비밀번호")).to_have_accessible_description(
        "지금 쓰는 비밀번호가 아닙니다."
    )
