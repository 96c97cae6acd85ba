"""Macros: made, changed, shared, retired and brought back. What happens to shared ones is history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.channels.base import File
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.html import in_page, to_text

from ..errors import NotAllowed, NotEverybodys, WrongMacro
from ..gaps import guard_gaps
from ..macros import changed_by, may_share
from ..models import Audience, Macro, Visibility
from ..parts import Part
from ..settings_events import (
    MACRO_BROUGHT_BACK,
    MACRO_CHANGED,
    MACRO_MADE,
    MACRO_REMOVED,
    MACRO_RETIRED,
    FieldsChanged,
    Removed,
)
from .draft import guard_room
from .receive import forget_file, stored
from .settings_guard import LONGEST_NAME
from .tag import with_tags_made

LONGEST_BODY = 100_000


@dataclass(frozen=True, slots=True)
class Written:
    """What a macro is to be: `bodies` are HTML by language, `parts` what it does, `teams` with whom it is
    shared."""

    name: str
    bodies: Mapping[str, str]
    parts: Sequence[Part] = ()
    visibility: Visibility = Visibility.PUBLIC
    audience: Audience = Audience.PERSONAL
    teams: Sequence[Team] = ()

    def fields(self) -> dict[str, object]:
        """Its columns. Raises WrongMacro."""
        name = " ".join(self.name.split())[:LONGEST_NAME]
        if not name:
            raise WrongMacro(_("Give the macro a name."))
        bodies = {language: in_page(body) for language, body in sorted(self.bodies.items())}
        bodies = {language: body for language, body in bodies.items() if to_text(body).strip()}
        for body in bodies.values():
            if len(body) > LONGEST_BODY:
                raise WrongMacro(_("This text is too long for a macro. Send a part of it as a file."))
            guard_gaps(body)
        return {
            "name": name,
            "bodies": bodies,
            "parts": [part.kept() for part in with_tags_made(self.parts)],
            "visibility": self.visibility.value,
            "audience": self.audience.value,
        }


@action
def make_macro(written: Written, *, files: Sequence[File] = (), by: User) -> Macro:
    """Make a macro. Raises NotAllowed, NotEverybodys, WrongMacro and DraftFull."""
    _guard_shares(by, written)
    fields = written.fields()
    _guard_does_something(fields, files)
    guard_room([file.size for file in files])
    macro = Macro.objects.create(owner=by, **fields)
    macro.teams.set(written.teams if written.audience == Audience.TEAMS else ())
    for file in files:
        stored(file, by=by, macro=macro)
    if written.audience != Audience.PERSONAL:
        record(macro, MACRO_MADE, by=by, data=Nothing())
    return macro


@action
def change_macro(
    macro: Macro, written: Written, *, files: Sequence[File] = (), drop: Collection[int] = (), by: User
) -> None:
    """Give a macro other contents, more `files`, and take those out whose ids are in `drop`.

    Raises NotAllowed, NotEverybodys, WrongMacro and DraftFull.
    """
    macro = _held(macro, by=by)
    _guard_shares(by, written)
    fields = written.fields()
    had = list(macro.attachments.all())
    kept = [file for file in had if file.pk not in drop]
    _guard_does_something(fields, [*kept, *files])
    guard_room([*(file.size for file in kept), *(file.size for file in files)])
    changed = [field for field, value in fields.items() if getattr(macro, field) != value]
    teams = set(written.teams) if written.audience == Audience.TEAMS else set()
    was_shared = macro.audience != Audience.PERSONAL
    for field in changed:
        setattr(macro, field, fields[field])
    macro.save(update_fields=changed)
    if teams != set(macro.teams.all()):
        macro.teams.set(teams)
        changed.append("teams")
    for file in had:
        if file.pk in drop:
            forget_file(file)
    for new in files:
        stored(new, by=by, macro=macro)
    if files or len(kept) < len(had):
        changed.append("files")
    if changed and (was_shared or written.audience != Audience.PERSONAL):
        record(macro, MACRO_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))


@action
def remove_macro(macro: Macro, *, by: User) -> bool:
    """Take a macro out of use; tells whether it is gone for good, as one is that was never used.

    Raises NotAllowed.
    """
    macro = _held(macro, by=by)
    shared = macro.audience != Audience.PERSONAL
    if not macro.uses:
        for file in macro.attachments.all():
            forget_file(file)
        if shared:
            record(macro, MACRO_REMOVED, by=by, data=Removed(name=macro.name))
        macro.delete()
        return True
    if not macro.is_retired:
        macro.is_retired = True
        macro.save(update_fields=["is_retired"])
        if shared:
            record(macro, MACRO_RETIRED, by=by, data=Nothing())
    return False


@action
def bring_back_macro(macro: Macro, *, by: User) -> None:
    """Let a retired macro be used again. Raises NotAllowed."""
    macro = _held(macro, by=by)
    if macro.is_retired:
        macro.is_retired = False
        macro.save(update_fields=["is_retired"])
        if macro.audience != Audience.PERSONAL:
            record(macro, MACRO_BROUGHT_BACK, by=by, data=Nothing())


def _held(macro: Macro, *, by: User) -> Macro:
    """The macro as it is now, locked. Raises NotAllowed to who may not change it."""
    if not changed_by(by).filter(pk=macro.pk).exists():
        raise NotAllowed
    return Macro.objects.select_for_update().get(pk=macro.pk)


def _guard_shares(by: User, written: Written) -> None:
    if not (by.may(Permission.NOTE) or by.may(Permission.REPLY)):
        raise NotAllowed
    if written.audience == Audience.TEAMS and not written.teams:
        raise NotEverybodys(_("Choose at least one team to share it with."))
    if not may_share(by, written.audience, written.teams):
        words = _("You can share a macro with teams that you lead; administrators share with everybody.")
        raise NotEverybodys(words)


def _guard_does_something(fields: Mapping[str, object], files: Sequence[object]) -> None:
    if not (fields["bodies"] or fields["parts"] or files):
        raise WrongMacro(_("Write a text, add a file, or say what the macro does."))
