"""Gaps are filled with values and their particles, and with nothing else."""

import pytest

from madang.lib.text.filling import CannotFill, check, fill


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{{ x|은는 }} 왔어요", "박준", "박준은 왔어요"),
        ("{{ x|은/는 }} 왔어요", "김민아", "김민아는 왔어요"),
        ("{{x|이가}} 답했어요", "등불 스토어", "등불 스토어가 답했어요"),
        ("{{ x|을를 }} 봤어요", "1001", "1001을 봤어요"),
        ("{{ x|을를 }} 봤어요", "1002", "1002를 봤어요"),
        ("{{ x|을를 }} 봤어요", "#48210", "#48210을 봤어요"),
        ("{{ x|으로 }} 보내요", "메일", "메일로 보내요"),
        ("{{ x|으로 }} 보내요", "Slack", "Slack으로 보내요"),
        ("{{ x|은는 }} 좋아요", "Lantern Global", "Lantern Global은 좋아요"),
        ("{{ x|이가 }} 안돼요", "API", "API가 안돼요"),
        ("{{ x|과와 }} 함께", "결제(카드)", "결제(카드)와 함께"),
        ("{{ x|이가 }} 비었어요", "", " 비었어요"),
        ("{{ x }} · {{ y }}", "둘", "둘 · "),
        ("{ x } {{ x.y }} {x}", "둘", "{ x } {{ x.y }} {x}"),
    ],
)
def test_gaps_are_filled(template: str, value: str, text: str) -> None:
    assert fill(template, x=value) == text


def test_a_value_is_never_a_template() -> None:
    assert fill("{{ x }}", x="{{ y }}", y="secret") == "{{ y }}"


@pytest.mark.parametrize(
    "template", ["{{ y }}", "{{ x|은를 }}", "{{ x.y }}", "{% if x %}", "{{ x", "{{ x|safe }}"]
)
def test_what_cannot_be_filled_is_named_before_it_is_kept(template: str) -> None:
    with pytest.raises(CannotFill):
        check(template, names=["x"])


@pytest.mark.parametrize("template", ["", "{{ x }} {{x|은는}}", "50 % { }", "a {b} c"])
def test_what_can_be_filled_passes(template: str) -> None:
    check(template, names=["x"])
