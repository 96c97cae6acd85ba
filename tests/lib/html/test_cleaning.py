"""What of other people's HTML is kept, and that nothing else is."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.lib.html import clean, display, from_text, to_text
from madang.lib.html.styles import clean_style


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>안녕</p>", "<p>안녕</p>"),
        ("<p onclick=x() onmouseover=y>a</p>", "<p>a</p>"),
        ("a<script>alert(1)</script>b", "ab"),
        ("<style>p{}</style><title>t</title>a", "a"),
        ("<form action=/x><input name=a><button>go</button></form>", "go"),
        ("<iframe src=https://x.example></iframe>a", "a"),
        ("<object data=x><embed src=y></object>a", "a"),
        ("<meta http-equiv=refresh content=0><link rel=x href=y><base href=z>a", "a"),
        ("<svg onload=x><script>y</script></svg>a", "a"),
        ("<!-- c --><!--[if mso]>x<![endif]-->a", "a"),
        ("<a href='javascript:x'>a</a>", '<a target="_blank" rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='JaVa\tscript:x'>a</a>", '<a target="_blank" rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='data:text/html,x'>a</a>", '<a target="_blank" rel="noopener noreferrer nofollow">a</a>'),
        ("<a href='/relative'>a</a>", '<a target="_blank" rel="noopener noreferrer nofollow">a</a>'),
        (
            "<a href='https://x.example/?a=1&b=2' target=_self>a</a>",
            '<a href="https://x.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">a</a>',
        ),
        ("<img src='cid:a@b' alt=x width=10>", '<img src="cid:a@b" alt="x" width="10">'),
        ("<img src='//x.example/a.png'>", '<img src="https://x.example/a.png">'),
        ("<img src='data:image/png;base64,AAAA'>", '<img src="data:image/png;base64,AAAA">'),
        ("<img src='data:image/svg+xml;base64,AAAA'>", "<img>"),
        ("<img src='data:image/svg+xml,<svg onload=x>'>", "<img>"),
        ("<img src=x onerror=y srcset='https://x.example/a 2x' lowsrc=z>", "<img>"),
        ("<td background='https://x.example/a.png'>a</td>", "a"),
        (
            "<table background=x bgcolor='#fff' width='100%'><tr><td background=y valign=top>a</td></tr></table>",
            '<table bgcolor="#fff" width="100%"><tbody><tr><td valign="top">a</td></tr></tbody></table>',
        ),
        (
            "<font color=red face='맑은 고딕' size=+2>a</font>",
            '<font color="red" face="맑은 고딕" size="+2">a</font>',
        ),
        ("<div id=root class='btn gmail_quote'>a</div>", '<div class="gmail_quote">a</div>'),
        ("<blockquote type=cite>a</blockquote>", '<blockquote type="cite">a</blockquote>'),
    ],
)
def test_what_is_harmless_stays_and_the_rest_goes(html: str, kept: str) -> None:
    assert clean(html) == kept


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; font-weight:bold", "color:red;font-weight:bold"),
        ("COLOR:#333 !important", "color:#333"),
        ("position:fixed;top:0;left:0;right:0;bottom:0;inset:0;z-index:99999", ""),
        ("margin:-9999px; margin-left:10px", "margin-left:10px"),
        ("text-indent:-9999px", ""),
        ("margin: calc(0px - 500px)", ""),
        ("width:100000px;height:99999em;padding:3000px", ""),
        ("background:url(https://x.example/a)", ""),
        ("background:#fff url('x')", ""),
        ("background-image:url(x)", ""),
        ("background:rgb(1, 2, 3)", "background:rgb(1, 2, 3)"),
        ("color:#123456789", "color:#123456789"),
        ("width:expression(alert(1))", ""),
        ("color:r\\65 d", ""),
        ("behavior:url(x);-moz-binding:url(x)", ""),
        ("color:red/**/", ""),
        ("transform:translate(-500px);animation:x;filter:blur(9px);opacity:0", ""),
        ("display:none", "display:none"),
        ("display:flex", ""),
        ("font-family:'맑은 고딕', sans-serif", "font-family:'맑은 고딕', sans-serif"),
        ("--x:1;@import 'x';}", ""),
        ("list-style-image:url(x);cursor:url(x);content:'x'", ""),
    ],
)
def test_styles_keep_looks_and_lose_place(style: str, kept: str) -> None:
    assert clean_style(style) == kept


MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<div style='color:red;position:fixed'>", "</div>", "<b>", "</b>", "<table>", "<td>",
            "</table>", "<a href='https://x.example/\"&'>", "<a href=javascript:x>", "</a>", "<script>", "</script>",
            "<style>", "</style>", "<svg>", "<math><mtext><mglyph>", "<template>", "<noscript>", "<textarea>",
            "</textarea>", "<title>", "<!--", "-->", "<img src=x onerror=y>", "<img src='cid:a' alt='\"><script>'>",
            "<select>", "<option>", "<plaintext>", "<![CDATA[", "]]>", "<", ">", '"', "'", "&lt;", "&#60;script&#62;",
            "&amp;", "x", "안녕", "\x00", "<br>", "<form><input>", "<iframe srcdoc='<script>'>", "<a\nonclick=x>",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip

RUNS = re.compile(
    r"<\s*/?\s*(?:script|style|iframe|form|input|object|embed|svg|math|link|meta|base|template|title|textarea)\b"
    r"|<[^>]*\son\w+\s*=|<[^>]*href=\"(?!https?:|mailto:|tel:)|<[^>]*position\s*:",
    re.IGNORECASE,
)


@settings(deadline=None, max_examples=300)
@given(MARKUP)
def test_nothing_that_runs_or_asks_survives(html: str) -> None:
    assert not RUNS.search(re.sub(r'(alt|title)="[^"]*"', "", clean(html)))


@settings(deadline=None, max_examples=300)
@given(MARKUP)
def test_cleaning_twice_loses_no_word_and_lets_nothing_in(html: str) -> None:
    once = clean(html)
    twice = clean(once)

    assert re.sub(r"<[^>]*>", "", twice) == re.sub(r"<[^>]*>", "", once)
    assert not RUNS.search(re.sub(r'(alt|title)="[^"]*"', "", twice))


HOSTILE = {
    "nested blocks": "<div>" * 300_000 + "끝",
    "unclosed formats": "<p>" + "".join(f"<b title={n}>" for n in range(20_000)) + "<p>x" * 20_000,
    "unclosed formats in scopes": "".join(f"<b t={n}><object></b></object>" for n in range(20_000))
    + "<p>x" * 20_000,
    "closed from inside": "<div><object></div></object>" * 30_000,
    "nested tables": "<table><tr><td>" * 60_000,
    "nested quotes": "<blockquote>a" * 100_000,
    "nested lists": "<ul><li>x" * 100_000,
    "quotation marks": '<a "' * 500_000 + ">",
    "both quotation marks": ("<a " * 300 + "\"'") * 500,
    "bare brackets": "<" * 1_000_000,
    "open tags": "<a " * 700_000,
    "open comments": "<!--" * 500_000,
    "end tags": "</div>" * 500_000,
    "ampersands": "&" * 1_000_000,
    "spaced ampersands": "a & b " * 300_000,
    "attributes": "<p " + " ".join(f"a{n}" for n in range(300_000)) + ">x",
    "a style of declarations": '<p style="' + "color:red;" * 100_000 + '">x',
    "foreign content": "<svg><foreignObject>" * 30_000,
    "scripts": "<script>" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_costs_little(name: str) -> None:
    began = time.process_time()
    cleaned = clean(HOSTILE[name])
    to_text(HOSTILE[name])
    display(cleaned, cid=lambda _: None)

    assert time.process_time() - began < 8
    assert len(cleaned) < 12_000_000


def test_words_stay_where_markup_is_too_deep() -> None:
    cleaned = clean("<div>" * 5000 + "<p>여기예요</p>" + "</div>" * 5000)

    assert "여기예요" in cleaned
    assert cleaned.count("<div>") <= 200


def test_a_large_but_usual_mail_is_kept_as_it_is() -> None:
    rows = '<tr><td style="color:red"><b>램프</b> &amp; 전구</td></tr>' * 3000
    html = f"<table><tbody>{rows}</tbody></table>"

    assert clean(html) == html


def test_text_written_as_html_passes_the_cleaner() -> None:
    html = from_text("a <b>\n\nhttps://x.example/?a=1&b=2 and mina@lantern.example")

    assert (
        to_text(clean(html))
        == to_text(html)
        == "a <b>\n\nhttps://x.example/?a=1&b=2 and mina@lantern.example"
    )
