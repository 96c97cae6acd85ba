"""The composer in a real browser, at a real desk with two people at work and mail going out."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Browsers, Staffed
from tests.desk.writing import PHONE, editor, messages, send, write

pytestmark = pytest.mark.browser


def test_a_reply_is_on_the_page_and_on_its_way(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "두 번 승인된 것을 ")
    page.get_by_role("button", name="굵게").click()
    page.keyboard.type("확인")
    page.get_by_role("button", name="굵게").click()
    page.keyboard.type("했어요.")
    expect(page.locator(".compose-to:visible")).to_contain_text("등불 스토어 → 윤서아")
    send(page)
    expect(messages(page)).to_have_count(2)
    expect(messages(page).last).to_contain_text("두 번 승인된 것을 확인했어요.")
    expect(messages(page).last.locator("b")).to_have_text("확인")
    expect(messages(page).last.locator(".receipt")).to_contain_text("보관")
    (delivery,) = told(number)["messages"][1]["deliveries"]
    assert delivery["to"] == "seoa.yoon@example.com"
    assert told(number)["status"] == "pending", "the button says so"


def test_a_draft_survives_a_reload_and_another_browser_has_it_too(
    open_at_work: OpenAtWork, browsers: Browsers, number: int
) -> None:
    page = open_at_work(number)
    saved = page.locator(".saved")
    write(page, "아직 쓰는 중이에요")
    expect(saved).not_to_contain_text("저장됨")
    expect(saved).to_contain_text("저장됨")
    page.keyboard.type("!")
    expect(saved).to_have_text("", timeout=600)
    page.reload()  # in less than a pause: leaving keeps it
    expect(editor(page)).to_have_text("아직 쓰는 중이에요!")
    expect(saved).to_contain_text("저장됨")
    elsewhere = browsers.fresh("mina", viewport=PHONE, has_touch=True)
    other = elsewhere.new_page()
    other.goto(page.url)
    expect(editor(other)).to_have_text("아직 쓰는 중이에요!")
    elsewhere.close()


def test_what_was_written_when_the_session_ended_is_there_after_signing_in(
    at_work: Staffed, browsers: Browsers, number: int
) -> None:
    context = browsers.fresh("mina")
    page = context.new_page()
    page.goto(f"{at_work.desk.url}/desk/open/{number}/")
    cookies = context.cookies()
    write(page, "로그아웃된 줄 몰랐어요")
    context.clear_cookies(name="madang_desk")
    page.keyboard.press("Control+Enter")  # a draft that is saved meanwhile leads there as well
    page.wait_for_url("**/accounts/login/**")
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what cookies() gives is what add_cookies() takes
    page.goto(f"{at_work.desk.url}/desk/open/{number}/")
    expect(editor(page)).to_have_text("로그아웃된 줄 몰랐어요")
    expect(messages(page)).to_have_count(1)
    context.close()


def test_a_file_goes_along_and_one_that_was_removed_does_not(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "영수증을 보내요")
    files = [
        {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
        for name in ("영수증.pdf", "잘못 고른 것.pdf")
    ]
    page.locator(".attach input").set_input_files(files)  # type: ignore[arg-type]  # FilePayloads
    listed = page.locator("#sheet-public .draft-files li")
    expect(listed).to_have_count(2)
    expect(page.locator(".draft-files [aria-busy]")).to_have_count(0)
    page.get_by_role("button", name="잘못 고른 것.pdf").click()
    expect(listed).to_have_count(1)
    send(page)
    expect(messages(page).last).to_contain_text("영수증.pdf")
    assert [file["filename"] for file in told(number)["messages"][1]["attachments"]] == ["영수증.pdf"]


def test_a_file_that_is_too_large_is_refused_in_words(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    page.keyboard.press("r")
    page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "큰 파일.zip"));
            const input = document.querySelector(".attach input");
            input.files = files.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.get_by_role("alert")).to_contain_text("25MB")
    expect(page.locator("#sheet-public .draft-files li")).to_have_count(0)


def test_a_note_is_marked_and_goes_to_nobody(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "PG사에 물어보는 중", key="n")
    expect(page.locator(".compose-to:visible")).to_have_text("상담원만 읽습니다")
    expect(page.locator("[data-submit]:visible")).to_have_text("메모 남기기")
    send(page)
    expect(messages(page).last).to_have_class("msg note new")
    expect(messages(page).last.locator(".kind")).to_have_text("내부 메모")
    written = told(number)["messages"][1]
    assert (written["visibility"], written["deliveries"]) == ("internal", [])


def test_a_reply_that_crosses_another_is_stopped_and_can_then_be_sent(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "제가 답할게요")
    told(number, "POST", "/messages", {"body": "먼저 답했어요", "visibility": "public"})
    page.locator("[data-submit]:visible").click()
    expect(page.locator(".compose-crossed")).to_be_visible()
    expect(messages(page).last).to_contain_text("먼저 답했어요")
    expect(editor(page)).to_have_text("제가 답할게요")
    send(page)
    expect(page.locator(".compose-crossed")).to_be_hidden()
    expect(messages(page)).to_have_count(3)
    expect(messages(page).last).to_contain_text("제가 답할게요")


def test_properties_change_by_key_and_undo_takes_it_back(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    properties, undo = page.locator("#properties"), page.get_by_role("button", name="실행 취소")
    page.keyboard.press("s")
    expect(page.locator("details.choose[open]")).to_have_count(1)
    page.get_by_role("button", name="해결", exact=True).click()
    expect(properties.locator("summary").first).to_contain_text("해결")
    undo.click()
    expect(properties.locator("summary").first).to_contain_text("신규")

    page.locator("#properties summary[title=우선순위]").click()
    page.get_by_role("button", name="긴급").click()
    expect(page.locator("#properties summary[title=우선순위]")).to_contain_text("긴급")
    undo.click()
    expect(page.locator("#properties summary[title=우선순위]")).to_contain_text("보통")

    page.keyboard.press("a")
    page.locator(".choose .filter").fill("박준")
    expect(page.locator("#properties [data-change]:visible")).to_have_count(1)
    page.locator("#properties [data-change]:visible").click()
    expect(properties.locator("summary", has_text="박준")).to_have_count(1)  # not in the menu any more
    assert told(number)["assignee"]
    undo.click()
    expect(properties.locator("summary", has_text="박준")).to_have_count(0)

    page.keyboard.press("t")
    page.keyboard.type("이중 결제")
    page.keyboard.press("Enter")
    chip = page.locator("#tags .chip")
    expect(chip).to_have_text("이중-결제")
    undo.click()
    expect(chip).to_have_count(0)


def test_hangul_is_neither_broken_nor_doubled_nor_sent_by_halves(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "")
    keyboard = page.context.new_cdp_session(page)

    def compose(*steps: str) -> None:
        for step in steps:
            end = len(step)
            keyboard.send(
                "Input.imeSetComposition", {"text": step, "selectionStart": end, "selectionEnd": end}
            )

    def press(code: str, key: str, *, ctrl: bool = False) -> None:
        held = {"modifiers": 2} if ctrl else {}
        for kind in ("rawKeyDown", "keyUp"):
            keyboard.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "code": code, "key": key, "windowsVirtualKeyCode": 229, **held},
            )

    compose("ㅇ", "아", "안")
    for code in ("KeyN", "KeyS", "KeyJ", "KeyT"):
        press(code, "Process")
    keyboard.send("Input.insertText", {"text": "안"})
    compose("ㄴ", "녀")
    press("Enter", "Enter", ctrl=True)
    page.wait_for_timeout(400)
    expect(editor(page)).to_have_text("안녀")
    assert len(told(number)["messages"]) == 1, "a syllable is still being made"
    compose("녕")
    keyboard.send("Input.insertText", {"text": "녕"})
    expect(editor(page)).to_have_text("안녕")
    expect(page.locator("#sheet-public")).to_be_visible()
    expect(page.locator("details.choose[open]")).to_have_count(0)

    compose("ㅎ", "하")
    press("Enter", "Process", ctrl=True)
    keyboard.send("Input.insertText", {"text": "하"})  # the input method ends the syllable because of the key
    expect(editor(page)).to_have_attribute("data-empty", "")
    expect(messages(page).last.locator(".words")).to_have_text("안녕하")
    assert [one["body_text"] for one in told(number)["messages"][1:]] == ["안녕하"]


def test_pressing_send_twice_sends_once(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "한 번만")
    page.locator("[data-submit]:visible").dblclick()
    page.keyboard.press("Control+Enter")
    expect(messages(page)).to_have_count(2)
    expect(editor(page)).to_have_attribute("data-empty", "")
    expect(page.locator("[data-submit][aria-busy]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".compose-crossed")).to_be_visible()  # there is nothing to send
    assert len(told(number)["messages"]) == 2
    page.reload()
    expect(editor(page)).to_have_text("")


def test_a_light_agent_has_the_note_alone(open_at_work: OpenAtWork, at_work: Staffed) -> None:
    page = open_at_work(at_work.technical, by="haneul")
    expect(page.locator("[role=tab]")).to_have_count(1)
    expect(page.locator("[role=tab]")).to_contain_text("내부 메모")
    expect(page.locator("[data-submit]:visible")).to_have_text("메모 남기기")
    page.keyboard.press("r")
    expect(page.locator("#sheet-public")).to_have_count(0)


def test_a_closed_ticket_has_no_composer(open_at_work: OpenAtWork, at_work: Staffed) -> None:
    page = open_at_work(at_work.closed)
    expect(page.locator(".compose-closed")).to_be_visible()
    expect(page.locator("#composer")).to_have_count(0)
    expect(page.locator("#properties details")).to_have_count(0)


def test_pasted_html_is_reduced_to_what_the_tools_make(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(page, "")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/html", `<style>p{position:fixed}</style><p style="color:red" onclick="x()">굵은 <b>글</b>`
                + `<script>document.title = "!"<\\/script><img src="https://shop.example/pixel.gif">`
                + `<a href="javascript:alert(1)">링크</a></p>`);
            data.setData("text/plain", "굵은 글");
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    expect(editor(page)).to_contain_text("굵은 글")
    inner = editor(page).evaluate("root => root.innerHTML")
    for gone in ("style", "onclick", "script", "shop.example", "<img"):
        assert gone not in inner
    send(page)
    sent = told(number)["messages"][1]["body_html"]
    assert "<b>글</b>" in sent
    assert "script" not in sent
    assert not any("shop.example" in address for address in asked)


def test_on_a_phone_everything_is_within_reach(browsers: Browsers, number: int) -> None:
    phone = browsers.fresh("mina", viewport=PHONE, has_touch=True)
    page = phone.new_page()
    page.goto(f"{browsers.at_work.desk.url}/desk/open/{number}/")
    editor(page).tap()
    page.keyboard.type("휴대폰에서 쓰는 답변입니다. " * 6)
    for wanted in ("[data-submit]:visible", ".attach", "[data-sheet=internal]", ".send .menu summary"):
        box = page.locator(wanted).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] + box["height"] <= PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.close()


def test_a_draft_from_before_something_was_blacked_out_is_kept_only_after_that_was_said(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    asked: list[str] = []

    def refuse_once(route: Route) -> None:
        asked.append(route.request.post_data or "")
        if len(asked) > 1:
            return route.continue_()
        told = {"detail": "여기에서 가려진 내용이 있습니다.", "blacked_out": 0}
        return route.fulfill(status=409, json=told)

    page.route(f"**/desk/tickets/{number}/draft/", refuse_once)
    write(page, "번호는 900101")
    expect(page.locator(".compose-crossed")).to_contain_text("가려진 내용")
    expect(page.locator(".saved")).to_have_text("")
    stored = page.evaluate("() => JSON.stringify(Object.entries(sessionStorage))")
    assert "900101" not in stored, "a page that is loaded anew doesn't bring it back"
    page.keyboard.type("입니다")
    expect(page.locator(".saved")).to_have_text("임시 저장됨")
    assert all("blacked_out=0" in one for one in asked)
