"""The addresses under settings › outgoing mail that are about how mail looks and what it says."""

from django.urls import path

from .pages import outgoing_look, outgoing_look_test, outgoing_notices

NOTICE = "notices/<int:brand_id>/<slug:step>/<slug:language>"

urlpatterns = [
    path("looks/<int:brand_id>/", outgoing_look.look, name="mail_look"),
    path("looks/<int:brand_id>/preview/", outgoing_look.look_preview, name="mail_look_preview"),
    path("looks/<int:brand_id>/test/", outgoing_look_test.send_look_test, name="test_mail_look"),
    path("looks/<int:brand_id>/tests/<str:nonce>/", outgoing_look_test.look_tests, name="mail_look_tests"),
    path("notices/<int:brand_id>/", outgoing_notices.notices, name="mail_notices"),
    path(f"{NOTICE}/", outgoing_notices.notice, name="mail_notice"),
    path(f"{NOTICE}/preview/", outgoing_notices.notice_preview, name="mail_notice_preview"),
]
