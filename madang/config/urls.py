"""Every address of the program, by audience."""

from django.urls import include, path
from django.views.generic import RedirectView

from madang.accounts.access import public
from madang.api.routes import api
from madang.desk.pages.opened_mail import opened_mail
from madang.notifications.pages import own_notices, test_notice
from madang.notifications.push_pages import end_push, push_here, push_key, push_worker, renew_push
from madang.setup.pages.own_signature import own_signature, preview_signature

from .health import healthz, readyz

urlpatterns = [
    path("healthz", public(healthz)),
    path("readyz", public(readyz)),
    path("", public(RedirectView.as_view(url="/desk/"))),
    path("setup/", include("madang.setup.urls")),
    path("accounts/notices/", own_notices, name="own_notices"),
    path("accounts/notices/test/", test_notice, name="test_notice"),
    path("accounts/push/", push_here, name="push_here"),
    path("accounts/push/key/", push_key, name="push_key"),
    path("accounts/push/renewal/", renew_push, name="renew_push"),
    path("accounts/push/<int:device_id>/end/", end_push, name="end_push"),
    path("accounts/signature/", own_signature, name="own_signature"),
    path("accounts/signature/preview/", preview_signature, name="preview_signature"),
    path("accounts/", include("madang.accounts.urls")),
    path("desk/push-worker.js", push_worker, name="push_worker"),
    path("desk/presence", include("madang.realtime.urls")),
    path("desk/", include("madang.desk.urls")),
    path("r/<str:token>.gif", opened_mail, name="opened_mail"),
    path("hooks/", include("madang.intake.webhooks.urls")),
    path("", include("madang.portal.urls")),
    path("api/v1/", api.urls),
]

handler400 = "madang.ui.errors.bad_request"
handler403 = "madang.ui.errors.forbidden"
handler404 = "madang.ui.errors.not_found"
handler500 = "madang.ui.errors.server_error"
