"""Every address of the desk says who it is for."""

from collections.abc import Iterator
from functools import partial

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

GUARDED_ELSEWHERE = {
    "allauth": "sign-in, second factor and sessions: allauth guards its own pages",
    "ninja": "the API: one authentication over all of its routes",
}
"""Package → why its views carry no mark of ours."""


def test_every_address_is_marked_with_who_it_is_for() -> None:
    unmarked = [address for address, view in addresses(get_resolver()) if not is_marked(view)]
    assert not unmarked


def is_marked(view: object) -> bool:
    """Whether a view carries a mark of madang.accounts.access, or belongs to a package that guards its own."""
    made_by = view.func if isinstance(view, partial) else view
    package = str(getattr(made_by, "__module__", "")).split(".")[0]
    return hasattr(view, "audience") or package in GUARDED_ELSEWHERE


def addresses(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, object]]:
    """Every address with the view that answers it."""
    for entry in resolver.url_patterns:
        path = f"{above}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield path, entry.callback
        else:
            yield from addresses(entry, path)
