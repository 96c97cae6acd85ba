"""Macros in the settings: what is refused leaves nothing behind, and the preview is in the text's language."""

import pytest

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.tickets.models import Macro, Tag
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db

UNCHANGED = dict.fromkeys(("status", "priority", "type", "assignee", "team", "snooze"), "-")
GIVEN = UNCHANGED | {"name": "환불", "visibility": "public", "audience": "personal", "tag": "새 태그"}


def test_a_refused_macro_makes_no_tag(signed_in: SignedIn, mina: User) -> None:
    browser = signed_in(mina)
    refused = browser.post("/setup/macros/new/", GIVEN | {"body_ko": "<p>{{ nonsense }}</p>"})
    assert refused.status_code == 422
    assert not Macro.objects.exists()
    assert not Tag.objects.exists()
    assert browser.post("/setup/macros/new/", GIVEN | {"body_ko": "<p>네.</p>"}).status_code == 302
    assert Tag.objects.get().name == "새-태그"


def test_the_preview_is_in_the_language_that_is_written(
    signed_in: SignedIn, mina: User, deungbul: Brand
) -> None:
    browser = signed_in(mina)
    for given, language in (
        ({"body_en": "<p>Yes.</p>"}, "en"),
        ({"body_ko": "네.", "body_en": "Yes."}, "ko"),
    ):
        page = browser.post("/setup/macros/preview/", given).content.decode()
        assert f'lang="{language}"' in page
