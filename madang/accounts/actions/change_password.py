from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import PASSWORD_CHANGED, PASSWORD_LINK_SENT, PasswordChanged
from ..links import password_link
from ..mails import send_mail
from ..models import User


def change_password(person: User, password: str, *, by_mail: bool) -> None:
    """Set a new password; every session but the one that does it falls away with the old one.

    `by_mail` when a mailed link stood for the old password. Hashed before the transaction, which holds the
    one write lock on SQLite.
    """
    person.set_password(password)
    _save_password(person, by_mail=by_mail)


@action
def _save_password(person: User, *, by_mail: bool) -> None:
    person.save(update_fields=["password"])
    record(person, PASSWORD_CHANGED, by=person, data=PasswordChanged(by_mail=by_mail))


@action
def send_password_link(person: User) -> None:
    """Mail a member the link by which a forgotten password is set anew, good for three hours."""
    send_mail("password_link", person, {"link": password_link(person)})
    record(person, PASSWORD_LINK_SENT, by=None, data=Nothing())
