from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record

from ..mail_events import MAIL_POLICY_CHANGED, PolicyFieldsChanged
from ..policy import MailPolicy
from .guard import guard


@action
def set_policy(
    *, trusted_servers: str, spam_from: float, keep_originals_days: int | None, by: User | None
) -> MailPolicy:
    """Set what the desk does with incoming mail before it is taken; see MailPolicy."""
    guard(by, Permission.MANAGE_DESK)
    policy = MailPolicy.objects.select_for_update().order_by("pk").first() or MailPolicy()
    given = {
        "trusted_servers": "\n".join(
            " ".join(line.split()) for line in trusted_servers.splitlines() if line.strip()
        ),
        "spam_from": spam_from,
        "keep_originals_days": keep_originals_days,
    }
    changed = [field for field, value in given.items() if getattr(policy, field) != value]
    if not changed:
        return policy
    for field in changed:
        setattr(policy, field, given[field])
    policy.save()
    record(policy, MAIL_POLICY_CHANGED, by=by, data=PolicyFieldsChanged(fields=tuple(changed)))
    return policy
