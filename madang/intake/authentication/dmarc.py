"""What a domain says about mail in its name, and which domains belong together (DMARC, RFC 7489)."""

from dataclasses import dataclass

from .names import Names
from .zones import organization


@dataclass(frozen=True, slots=True)
class Policy:
    """A domain's published policy; `strict_spf` and `strict_dkim` ask for the very same domain."""

    strict_spf: bool = False
    strict_dkim: bool = False


def policy_of(domain: str, *, names: Names) -> Policy | None:
    """The policy for mail from `domain`, its own or its organization's; None when there is none.

    Raises NotAnswered.
    """
    for place in dict.fromkeys([domain, organization(domain)]):
        records = [text.decode("ascii", "replace") for text in names.texts(f"_dmarc.{place}")]
        found = [one for one in records if one.replace(" ", "").lower().startswith("v=dmarc1")]
        if len(found) == 1:
            tags = {
                name.strip().lower(): value.strip().lower()
                for name, _, value in (part.partition("=") for part in found[0].split(";"))
            }
            return Policy(strict_spf=tags.get("aspf") == "s", strict_dkim=tags.get("adkim") == "s")
    return None


def aligned(domain: str, other: str, *, strict: bool) -> bool:
    """Whether what `other` vouches for counts for `domain`."""
    if strict or not domain or not other:
        return bool(domain) and domain.lower() == other.lower()
    return organization(domain) == organization(other)
