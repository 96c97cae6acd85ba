"""The second factor: what django-allauth asks us about it."""

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.brands.models import Desk
from madang.lib.sealing import seal, unseal

SECRETS = "two-factor secrets"
"""What they are sealed for; their key was called by this name alone at first."""

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
        return seal(text, purpose=SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart of `encrypt`. Raises CannotUnseal."""
        return unseal(encrypted_text, purpose=SECRETS, older_key=SECRETS)

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
