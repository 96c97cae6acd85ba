"""HTML as text, text as HTML, and mail HTML made ready to be looked at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.lib.html import display, from_text, to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>하나</p><p>둘</p>", "하나\n\n둘"),
        ("<div>하나</div><div>둘</div>", "하나\n둘"),
        ("<div>하나</div><div><br></div><div>둘</div>", "하나\n\n둘"),
        ("하나<br>둘<br><br>셋", "하나\n둘\n\n셋"),
        ("<p class=MsoNormal>하나</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>둘</p>", "하나\n\n둘"),
        ("  a\n  b   <b> c</b> ", "a b c"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<a href='https://x.example/'>여기</a>", "여기 (https://x.example/)"),
        ("<a href='https://x.example/'>x.example</a>", "x.example"),
        ("<a href='mailto:a@b.kr'>a@b.kr</a>", "a@b.kr"),
        ("<a href='javascript:x'>a</a>", "a"),
        (
            "<table><tr><td>램프</td><td>2</td></tr><tr><td>전구</td><td>3</td></tr></table>",
            "램프 | 2\n전구 | 3",
        ),
        (
            "<p>답</p><blockquote><p>물음</p><blockquote>더</blockquote></blockquote>끝",
            "답\n\n> 물음\n>\n> > 더\n\n끝",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<img alt='로고' src=x>", "[로고]"),
        ("a<hr>b", "a\n---\nb"),
        ("<head><title>t</title></head><style>s</style><script>x</script>a", "a"),
        ("<div style='display:none'>preheader</div>a", "a"),
        ("<div style='display:none'>only this", "only this"),
        ("&lt;b&gt; &amp; &nbsp;&copy;", "<b> &  ©"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<!-- x -->a<!--> b", "a b"),
    ],
)
def test_html_is_read_as_a_person_would_type_it(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("a\nb\n\nc", "<p>a<br>\nb</p><p>c</p>"),
        ("<b> & c", "<p>&lt;b&gt; &amp; c</p>"),
        (
            "https://x.example/a?b=1&c=2입니다.",
            '<p><a href="https://x.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">'
            "https://x.example/a?b=1&amp;c=2</a>입니다.</p>",
        ),
        (
            "(https://x.example/a_(b)).",
            '<p>(<a href="https://x.example/a_(b)" target="_blank" rel="noopener noreferrer nofollow">'
            "https://x.example/a_(b)</a>).</p>",
        ),
        ("a  b", "<p>a &nbsp;b</p>"),
    ],
)
def test_text_becomes_paragraphs_and_links(text: str, html: str) -> None:
    assert from_text(text) == html


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Z"]), max_size=100))
def test_words_survive_html_and_back(text: str) -> None:
    assert to_text(from_text(text)) == text


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_html_has_a_text(html: str) -> None:
    to_text(html)


def show(html: str, *, remote: bool = False) -> tuple[str, int, int]:
    shown = display(
        html,
        cid=lambda name: f"/files/{name}" if name != "unknown" else None,
        remote=(lambda url: f"/proxy?u={len(url)}") if remote else None,
    )
    return shown.html, shown.blocked, len(shown.trackers)


def test_a_mails_own_pictures_are_shown_in_place() -> None:
    assert show('<img src="cid:a%40b" alt="화면">') == ('<img src="/files/a@b" alt="화면">', 0, 0)


def test_a_picture_that_the_mail_lacks_leaves_its_words() -> None:
    assert show('<img src="cid:unknown" alt="화면">') == ('<img alt="화면">', 0, 0)


def test_pictures_from_elsewhere_are_held_back_and_counted() -> None:
    assert show('<img src="https://x.example/a.png" alt="a>b"><img src="http://x.example/b.png">') == (
        '<img alt="a&gt;b"><img>',
        2,
        0,
    )


def test_pictures_from_elsewhere_come_through_the_proxy_when_asked_for() -> None:
    assert show('<img src="https://x.example/a.png">', remote=True) == ('<img src="/proxy?u=23">', 0, 0)


@pytest.mark.parametrize(
    "size",
    [
        "width=1 height=1",
        "width=0",
        'height="1px"',
        "style='width:1px;height:1px'",
        "style='display:none'",
        "style='max-height:0'",
    ],
)
def test_trackers_are_taken_out_even_when_pictures_are_loaded(size: str) -> None:
    assert show(f"<p>a</p><img src=https://t.example/o.gif {size}>", remote=True) == ("<p>a</p>", 0, 1)


def test_what_is_shown_was_cleaned() -> None:
    assert show("<p onclick=x>a</p><script>b</script>") == ("<p>a</p>", 0, 0)


@pytest.mark.parametrize(
    ("picture", "reports_to"),
    [
        ('<img width=1 height=1 src="https://open.shop.example/o?id=1">', "open.shop.example"),
        ('<img src="https://mail.naver.com/readReceipt/notify/?img=x">', "Naver"),
        ('<img src="https://shop.list-manage.com/track/open.php?u=1">', "Mailchimp"),
        ('<img style="display:none" src="https://u1.ct.example/wf/open?upn=x">', "SendGrid"),
    ],
)
def test_a_tracker_is_named_by_whom_it_reports_to(picture: str, reports_to: str) -> None:
    shown = display(f"<p>안녕</p>{picture}", cid=lambda _: None)

    assert shown.trackers == (reports_to,)
    assert "<img" not in shown.html
