"""The menu of the settings: what the person may open."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.roles import Permission

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

register = template.Library()


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the settings: its address's name, its word, its icon, who may open it.

    An entry that is `apart` begins a group of pages that belong together.
    """

    address: str
    word: "_StrPromise"
    icon: str
    permission: Permission
    apart: bool = False


MENU = (
    Entry("settings", _("First steps"), "list", Permission.MANAGE_PEOPLE),
    Entry("members", _("Members"), "user", Permission.MANAGE_PEOPLE),
    Entry("teams", _("Teams"), "users", Permission.MANAGE_PEOPLE),
    Entry("brands", _("Brands and addresses"), "at-sign", Permission.MANAGE_DESK),
    Entry("desk_settings", _("Desk"), "building-2", Permission.MANAGE_DESK),
    Entry("statuses", _("Statuses"), "circle-check", Permission.MANAGE_DESK, apart=True),
    Entry("fields", _("Fields"), "list-checks", Permission.MANAGE_DESK),
    Entry("mailboxes", _("Mailboxes"), "inbox", Permission.MANAGE_DESK, apart=True),
    Entry("incoming", _("Incoming mail"), "mail", Permission.MANAGE_DESK),
    Entry("outgoing", _("Outgoing mail"), "send", Permission.MANAGE_DESK),
    Entry("held", _("Held mail"), "shield-check", Permission.SEE_FAILURES),
    Entry("failures", _("Needs attention"), "mail-warning", Permission.SEE_FAILURES, apart=True),
    Entry("try_it", _("Try it as a customer"), "flask-conical", Permission.OWN),
)


@register.simple_tag
def settings_menu(person: User) -> list[Entry]:
    """`{% settings_menu user as entries %}`."""
    return [entry for entry in MENU if person.may(entry.permission)]
