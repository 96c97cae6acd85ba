"""Signing in at Google and Microsoft (OAuth 2 with PKCE: RFC 6749, 7636), and the tokens that come of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

# Authlib and requests are imported where they are used: each process would hold 25 MB of them, and most desks
# never sign in this way.
if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

PATIENCE = 20.0

GIVEN_UP = {
    "invalid_grant",
    "interaction_required",
    "consent_required",
    "unauthorized_client",
    "invalid_client",
}
"""Errors of the token endpoint (RFC 6749, 5.2) that no waiting mends."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The addresses of an authorisation server, and what is asked of it.

    `extra` is sent along so that the answer has a refresh token.
    """

    authorise_at: str
    tokens_at: str
    scope: str
    extra: Mapping[str, str]


PROVIDERS: dict[str, Provider] = {
    "google": Provider(
        authorise_at="https://accounts.google.com/o/oauth2/v2/auth",
        tokens_at="https://oauth2.googleapis.com/token",
        scope="https://mail.google.com/",
        extra={"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Provider(
        authorise_at="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        tokens_at="https://login.microsoftonline.com/common/oauth2/v2.0/token",
        scope=(
            "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send"
        ),
        extra={"prompt": "select_account"},
    ),
}


class ConsentNeeded(Exception):
    """The provider gives no more tokens: somebody has to sign in again."""


class ProviderSilent(Exception):
    """The provider doesn't answer now; later it may."""


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """How the desk is known to the provider."""

    client_id: str
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What the provider gave: `refresh` is empty when the one before stays good."""

    access: str
    refresh: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """Where to send the person, and what has to be remembered until they come back."""

    address: str
    state: str
    verifier: str


def return_address() -> str:
    """Where providers send people back to; it is registered with them."""
    return f"{settings.MADANG.url}/setup/mailboxes/signed-in/"


def ask(name: str, client: Client, *, address: str) -> Request:
    """Begin to sign in the account `address` at a provider."""
    from authlib.common.security import generate_token

    provider = PROVIDERS[name]
    verifier = generate_token(64)
    session = _session(provider, client)
    to, state = session.create_authorization_url(
        provider.authorise_at, code_verifier=verifier, login_hint=address, **provider.extra
    )
    return Request(address=to, state=state, verifier=verifier)


def redeem(name: str, client: Client, *, code: str, verifier: str) -> Tokens:
    """Turn the code that the person came back with into tokens. Raises ConsentNeeded and ProviderSilent."""
    provider = PROVIDERS[name]
    session = _session(provider, client)
    with _told():
        given = session.fetch_token(provider.tokens_at, code=code, code_verifier=verifier, timeout=PATIENCE)
    return _tokens(given)


def refresh(name: str, client: Client, *, token: str) -> Tokens:
    """A new access token for a refresh token.

    Raises ConsentNeeded when that was revoked, and ProviderSilent.
    """
    provider = PROVIDERS[name]
    session = _session(provider, client)
    with _told():
        given = session.refresh_token(provider.tokens_at, refresh_token=token, timeout=PATIENCE)
    return _tokens(given)


def _session(provider: Provider, client: Client) -> "OAuth2Session":
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        client.client_id,
        client.secret,
        scope=provider.scope,
        redirect_uri=return_address(),
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post",  # noqa: S106  # the name of a method, no secret
    )


def _tokens(given: Mapping[str, object]) -> Tokens:
    seconds = given.get("expires_in") or 3600
    return Tokens(
        access=str(given["access_token"]),
        refresh=str(given.get("refresh_token") or ""),
        ends_at=timezone.now() + timedelta(seconds=int(str(seconds))),
    )


@contextmanager
def _told() -> Iterator[None]:
    """Turn what goes wrong into one of two things to do: sign in again, or try later."""
    import requests
    from authlib.integrations.base_client import OAuthError

    try:
        yield
    except OAuthError as error:
        words = str(error.description or error.error or "")
        if error.error in GIVEN_UP:
            raise ConsentNeeded(words) from error
        raise ProviderSilent(words) from error
    except (requests.RequestException, ValueError, KeyError) as error:
        raise ProviderSilent(str(error)) from error
