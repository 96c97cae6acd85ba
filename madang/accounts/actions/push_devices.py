from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.utils import timezone

from madang.history.recording import action, record
from madang.lib.webpush import BadKey, check_keys

from ..errors import NotAPushAddress
from ..events import (
    PUSH_DEVICE_ADDED,
    PUSH_DEVICE_GONE,
    PUSH_DEVICE_REMOVED,
    PUSH_DEVICE_RENEWED,
    OfPushDevice,
)
from ..models import PushDevice, User
from ..push_devices import MOST_PER_PERSON
from .guard import guard_is_member, guard_own, locked


@action
def add_push_device(
    person: User, *, session: UserSession, endpoint: str, key: str, secret: str
) -> PushDevice:
    """Have pushes go to the browser of a session; one that is there already goes on, under what it gives now.

    Only they themselves do that. Raises NotAPushAddress.
    """
    person = locked(person)
    guard_is_member(person)
    _check(endpoint, key, secret)
    given = {"endpoint": endpoint, "key": key, "secret": secret}
    same = PushDevice.objects.filter(session=session, person=person, gone_at=None, **given).first()
    if same is not None:
        return same
    # A browser has one address, whoever was signed in there before; a session is in one browser.
    known = PushDevice.objects.filter(endpoint=endpoint) | PushDevice.objects.filter(session=session)
    for old in known:
        remove_push_device(old, by=None)
    kept = PushDevice.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True)
    for old in PushDevice.objects.filter(pk__in=list(kept)[MOST_PER_PERSON - 1 :]):
        remove_push_device(old, by=None)
    device = PushDevice.objects.create(person=person, session=session, **given)
    record(person, PUSH_DEVICE_ADDED, by=person, data=OfPushDevice(device=device.pk))
    return device


@action
def renew_push_device(device: PushDevice, *, endpoint: str, key: str, secret: str, by: User) -> None:
    """Go on in the same browser under the address that its push service gave it instead of the old one.

    Raises NotAllowed unless it is one's own, and NotAPushAddress: also for the address of another browser.
    """
    guard_own(User.objects.get(pk=device.person_id), by=by)
    _check(endpoint, key, secret)
    if PushDevice.objects.filter(endpoint=endpoint).exclude(pk=device.pk).exists():
        raise NotAPushAddress
    given = {"endpoint": endpoint, "key": key, "secret": secret}
    here = PushDevice.objects.filter(pk=device.pk)
    if here.filter(gone_at=None, **given).exists():
        return
    if here.update(**given, failing_since=None, gone_at=None):
        record(by, PUSH_DEVICE_RENEWED, by=by, data=OfPushDevice(device=device.pk))


@action
def mark_push_gone(device: PushDevice) -> None:
    """Send nothing more to a browser that its push service knows no more; its person is told of it."""
    # What the browser gave meanwhile is another address, and may well be reached.
    here = PushDevice.objects.filter(pk=device.pk, endpoint=device.endpoint, gone_at=None)
    if here.update(gone_at=timezone.now()):
        person = User.objects.get(pk=device.person_id)
        record(person, PUSH_DEVICE_GONE, by=None, data=OfPushDevice(device=device.pk))


@action
def remove_push_device(device: PushDevice, *, by: User | None) -> None:
    """Send no more pushes to a browser. Raises NotAllowed unless it is one's own, or one manages people."""
    person = User.objects.get(pk=device.person_id)
    guard_own(person, by=by)
    number = device.pk
    if PushDevice.objects.filter(pk=number).delete()[0]:
        record(person, PUSH_DEVICE_REMOVED, by=by, data=OfPushDevice(device=number))


def note_push(device: PushDevice, *, taken: bool) -> None:
    """Note whether its push service took the last push; history does not tell of it."""
    now = timezone.now()
    here = PushDevice.objects.filter(pk=device.pk)
    if taken:
        here.update(reached_at=now, failing_since=None)
    else:
        here.filter(failing_since=None).update(failing_since=now)


def _check(endpoint: str, key: str, secret: str) -> None:
    """Raise NotAPushAddress for what no push service of a browser would give."""
    try:
        parts = urlsplit(endpoint)
        usable = parts.scheme == "https" and parts.hostname and parts.username is None and parts.port != 0
        check_keys(key, secret)
    except (BadKey, ValueError):
        raise NotAPushAddress from None
    if not usable or not endpoint.isascii() or not endpoint.isprintable() or len(endpoint) > 1000:
        raise NotAPushAddress
