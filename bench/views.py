"""The thirty views that everybody of a measured desk has in the rail."""

from collections.abc import Sequence

from madang.accounts.models import Team, User
from madang.history.recording import stroke
from madang.tickets import actions
from madang.tickets.filters import Asker, asked
from madang.tickets.models import SavedView
from madang.tickets.views import views_for

VIEWS = 30


def views_of(owner: User) -> Sequence[SavedView]:
    """Views that everybody has, of what people ask most: made once."""
    people = [one.shown_name for one in User.objects.filter(role="agent").order_by("pk")[:8]]
    teams = [one.name for one in Team.objects.order_by("pk")[:4]]
    questions = [
        *(f'status:open assignee:"{one}"' for one in people),
        *(f'status:open,pending team:"{one}"' for one in teams),
        *(f'status:open team:"{one}" assignee:none' for one in teams),
        *(f"status:{one}" for one in ("new", "open", "pending", "solved", "closed")),
        *(f"status:open priority:{one}" for one in ("urgent", "high", "low")),
        *(
            "assignee:me status:open",
            "assignee:none",
            "created:7d",
            "updated:1d",
            "type:problem",
            "snoozed:yes",
        ),
    ]
    made = {one.name for one in views_for(owner)}
    for question in questions[:VIEWS]:
        if question not in made:
            tree = asked(question, by=Asker.of(owner), addresses=lambda _: ()).tree
            with stroke():
                actions.make_view(actions.View(question, tree, sharing="everybody"), by=owner)
    return list(views_for(owner))
