"""Whom notes name, as the conversation shows it: by the name that they have now."""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.tickets.mentions import named_in
from madang.tickets.models import Message, SideMessage


def named_by(messages: Iterable[Message | SideMessage], person: User) -> Mapping[str, SafeString]:
    """The names by `#agent-12` and `#team-3`, marked where they mean `person`. No query when none is named,
    else three at most."""
    people: set[int] = set()
    teams: set[int] = set()
    for message in messages:
        if not message.is_public:
            named = named_in(message.body_html)
            people.update(named.people)
            teams.update(named.teams)
    shown: dict[str, SafeString] = {}
    if people:
        for one in User.objects.filter(pk__in=people):
            shown[f"#agent-{one.pk}"] = _person(one, is_me=one.pk == person.pk)
    if teams:
        mine = set(person.memberships.filter(team__in=teams).values_list("team", flat=True))
        for team in Team.objects.filter(pk__in=teams):
            shown[f"#team-{team.pk}"] = _chip(team.name, is_me=team.pk in mine)
    return shown


def _person(person: User, *, is_me: bool) -> SafeString:
    if person.is_agent:
        return _chip(person.shown_name, is_me=is_me)
    words = _("Does not work here any more")
    return format_html('<span class="mention gone" title="{}">@{}</span>', words, person.shown_name)


def _chip(name: str, *, is_me: bool) -> SafeString:
    return format_html('<span class="{}">@{}</span>', "mention me" if is_me else "mention", name)
