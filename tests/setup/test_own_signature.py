"""One's own signatures: where they may differ is asked once, however many brands there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.delivery.models import MailLook
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


def test_many_brands_cost_as_much_as_one(signed_in: SignedIn, mina: User, deungbul: Brand) -> None:
    browser = signed_in(mina)
    browser.get("/accounts/signature/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/accounts/signature/")
    for nth in range(5):
        brand = Brand.objects.create(name=f"브랜드 {nth}", language="ko")
        MailLook.objects.create(brand=brand, own_signatures=nth > 0)
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/accounts/signature/").content.decode()
    assert len(many) == len(one)
    assert "브랜드 0" not in page, "it signs for all alike"
    assert "브랜드 1" in page
