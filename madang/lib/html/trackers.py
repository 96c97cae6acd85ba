"""Pictures that are there to report that a mail was read, and to whom they report."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

MAX_NAME = 100

_NOTHING = re.compile(r"(?:0|1)(?:\.0*)?(?:px)?")
_STYLE_NOTHING = re.compile(
    r"(?:^|;)\s*(?:(?:max-)?(?:width|height)\s*:\s*[01](?:\.0*)?(?:px)?|display\s*:\s*none)\s*(?:;|$)"
)
# Where services that report readers keep their pictures, whatever size they say these are.
_SERVICES = {
    "Naver": r"mail\.naver\.com/readReceipt/",
    "Daum": r"(?:mail|confirm)\.daum\.net/\S*(?:confirm|receipt|read)",
    "NAVER WORKS": r"worksmobile\.com/\S*(?:readReceipt|receipt/)",
    "Hiworks": r"hiworks\.com/\S*(?:receipt|confirm)",
    "Stibee": r"stibee\.com/\S*(?:/open|/o/)",
    "Mailchimp": r"list-manage\.com/track/open",
    "SendGrid": r"/wf/open\?",
    "Mailgun": r"^https?://email\.[^/]+/o/",
    "HubSpot": r"(?:hubspot|hs-sites|hubspotemail)\S*/(?:e[12]t|cto|e2t)/",
    "Mailtrack": r"mailtrack\.io/trace",
    "Yesware": r"yesware\.com/t/",
    "Streak": r"mailfoogae\.appspot\.com",
    "Salesforce": r"pardot\.com/l/|salesforce\.com/servlet/servlet\.ImageServer",
    "Superhuman": r"superhuman\.com/track",
}
_SERVICE = re.compile(
    "|".join(f"(?P<s{number}>{pattern})" for number, pattern in enumerate(_SERVICES.values())), re.IGNORECASE
)
_NAMES = tuple(_SERVICES)


def tracker_name(attributes: Mapping[str, str]) -> str:
    """To whom the picture with these attributes reports, a service or a host; empty when it is to be seen."""
    source = attributes.get("src", "")[:2000]
    service = _SERVICE.search(source)
    if service is not None and service.lastgroup:
        return _NAMES[int(service.lastgroup[1:])]
    unseen = any(_NOTHING.fullmatch(attributes.get(side, "").strip()) for side in ("width", "height"))
    if not unseen and not _STYLE_NOTHING.search(attributes.get("style", "")):
        return ""
    try:
        host = urlsplit(source).hostname
    except ValueError:
        host = None
    return (host or source)[:MAX_NAME]
