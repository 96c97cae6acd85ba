"""Sessions in the database. Every request looks one up, so that the statement is made once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from madang.lib.prepared import Given, Prepared

_CURRENT = Prepared(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")).order_by()[:1]
)


class SessionStore(db.SessionStore):
    """Django's store of sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _CURRENT.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
