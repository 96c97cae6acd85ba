"""The verbs about people: the only functions that write members, teams, ways in and their events.

Each guards, changes and records, in one transaction. `by` is who acts; None is the desk itself.
"""

from .availability import add_day_off, note_sign, notice_absence, remove_day_off, say_availability, set_hours
from .change_customer import change_customer
from .change_organization import (
    add_domain,
    change_organization,
    remove_domain,
    remove_organization,
    tag_organization,
)
from .change_password import change_password, send_password_link
from .change_profile import change_profile
from .change_reach import change_reach
from .change_role import change_role
from .deactivate import deactivate, reactivate
from .end_session import end_other_sessions, end_session
from .identities import add_identity, put_identity_first, remove_identity
from .import_people import (
    MOST_BYTES,
    begin_import,
    import_row,
    keep_import,
    note_import,
    remove_old_imports,
    stop_import,
)
from .invite import invite, invite_again
from .issue_token import issue_token, revoke_token
from .liken import dismiss_likeness, liken
from .make_customer import make_customer
from .make_member import make_member
from .make_organization import find_or_make_organization
from .make_team import make_team
from .merge_profiles import (
    Valued,
    forget_merges,
    merge_profiles,
    note_followed,
    note_parted,
    part_profiles,
)
from .push_devices import (
    add_push_device,
    mark_push_gone,
    note_push,
    remove_push_device,
    renew_push_device,
)
from .put_in_organization import put_in_organization
from .remove_team import remove_team
from .rename_team import rename_team
from .set_leads import set_leads
from .set_send_delay import set_send_delay
from .set_teams import set_teams
from .sign_in import note_failed_sign_in, note_sign_in, note_sign_out
from .skills import change_card, change_skill, make_skill, remove_skill, set_skills
from .switch_two_factor import (
    drop_two_factor,
    note_recovery_codes_made,
    note_two_factor_disabled,
    note_two_factor_enabled,
)
from .tag_customer import tag_customer

__all__ = [
    "MOST_BYTES",
    "Valued",
    "add_day_off",
    "add_domain",
    "add_identity",
    "add_push_device",
    "begin_import",
    "change_card",
    "change_customer",
    "change_organization",
    "change_password",
    "change_profile",
    "change_reach",
    "change_role",
    "change_skill",
    "deactivate",
    "dismiss_likeness",
    "drop_two_factor",
    "end_other_sessions",
    "end_session",
    "find_or_make_organization",
    "forget_merges",
    "import_row",
    "invite",
    "invite_again",
    "issue_token",
    "keep_import",
    "liken",
    "make_customer",
    "make_member",
    "make_skill",
    "make_team",
    "mark_push_gone",
    "merge_profiles",
    "note_failed_sign_in",
    "note_followed",
    "note_import",
    "note_parted",
    "note_push",
    "note_recovery_codes_made",
    "note_sign",
    "note_sign_in",
    "note_sign_out",
    "note_two_factor_disabled",
    "note_two_factor_enabled",
    "notice_absence",
    "part_profiles",
    "put_identity_first",
    "put_in_organization",
    "reactivate",
    "remove_day_off",
    "remove_domain",
    "remove_identity",
    "remove_old_imports",
    "remove_organization",
    "remove_push_device",
    "remove_skill",
    "remove_team",
    "rename_team",
    "renew_push_device",
    "revoke_token",
    "say_availability",
    "send_password_link",
    "set_hours",
    "set_leads",
    "set_send_delay",
    "set_skills",
    "set_teams",
    "stop_import",
    "tag_customer",
    "tag_organization",
]
