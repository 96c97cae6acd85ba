"""The second factor: what django-allauth asks us about it."""

import base64

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.brands.models import Desk
from madang.lib.secret import key_for

QUIET = 4  # modules of margin, ISO/IEC 18004 section 6.3.8


class DeskTwoFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets are kept encrypted; the app shows the desk's name; the code is drawn without inline styles."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. Wait for the next one and type it in."),
    }

    def get_totp_issuer(self) -> str:
        """The name that stands in the person's app."""
        name = Desk.objects.values_list("name", flat=True).first()
        return name or "Madang"

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it: a copied database alone gives no codes."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart of `encrypt`."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code of `url`."""
        return qr_svg(url)


def qr_svg(text: str) -> SafeString:
    """A QR code as an SVG that takes its colours from the stylesheet."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    rows: list[list[bool]] = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}"'
        ' shape-rendering="crispEdges">'
        '<path d="{path}"/></svg>',
        size=len(rows),
        label=_("QR code for your authenticator app"),
        path=path,
    )


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for("two-factor secrets")))
