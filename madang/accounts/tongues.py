"""The languages that agents may answer in, as those who speak them call them."""

from collections.abc import Iterable, Mapping

from django.conf.locale import LANG_INFO

CODES = (
    *("ko", "en", "ja", "zh-hans", "zh-hant", "vi", "th", "id", "mn", "hi", "ar", "tr", "ru", "uk"),
    *("es", "pt", "fr", "de", "it", "nl", "pl", "sv"),
)
TONGUES: Mapping[str, str] = {code: str(LANG_INFO[code]["name_local"]).capitalize() for code in CODES}
"""Code → name; Korean and English first, then the neighbours."""


def spoken(codes: Iterable[str]) -> list[str]:
    """What the languages are called, in the order of the list; codes that are none are left out."""
    wanted = set(codes)
    return [name for code, name in TONGUES.items() if code in wanted]
