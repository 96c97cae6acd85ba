"""A mail of ours with other words in it, as it would have been written with them."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

Change = Callable[[str], str]


def with_changed_words(content: bytes, *, text: Change, html: Change) -> bytes:
    """The mail with its subject, its texts and its HTML changed; the same bytes when nothing of it changes.

    Its other headers, and the files in it, stay.
    """
    mail = message_from_bytes(content, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    changed = False
    subject = str(mail["Subject"] or "")
    if text(subject) != subject:
        mail.replace_header("Subject", text(subject))
        changed = True
    for part in mail.walk():
        if part.is_multipart() or part.get_content_maintype() != "text" or part.get_filename():
            continue
        kind = part.get_content_subtype()
        written = str(part.get_content())
        done = html(written) if kind == "html" else text(written)
        if done != written:
            part.set_content(done, subtype=kind, charset="utf-8", cte="base64")
            changed = True
    return mail.as_bytes() if changed else content
