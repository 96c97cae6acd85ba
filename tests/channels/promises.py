"""What holds of every mail and every answer, whatever it is: asked by properties here and by the fuzzer."""

from madang.channels.base import InboundMessage
from madang.lib.html import clean, fold_html, read_lines, split_html
from madang.lib.mime.quotes import Split, split


def must_be_storable(message: InboundMessage) -> None:
    """Every database takes its texts, and its files have names that are safe to save under."""
    texts = [
        message.sender.name,
        message.sender.email,
        message.subject,
        message.body_text,
        message.body_html,
        message.reply_text,
        message.message_id,
        message.in_reply_to,
        message.receipt_of,
        *message.references,
        *(file.filename for file in message.files),
        *(file.content_id for file in message.files),
        *(
            part
            for person in (*message.to, *message.cc, *message.reply_to)
            for part in (person.name, person.email)
        ),
        *message.headers.values(),
    ]
    if message.report is not None:
        texts.append(message.report.message_id)
        texts += [
            part
            for one in message.report.recipients
            for part in (one.email, one.action, one.status, one.words)
        ]
    for text in texts:
        assert "\x00" not in text
        text.encode("utf-8")
    for file in message.files:
        assert file.filename
        assert not set(file.filename) & set("/\\\r\n")


def must_keep_every_word(found: Split, words: list[str]) -> None:
    """What is new and what is folded are together all words of the text, each once."""
    assert sorted(f"{found.new}\n{found.folded}".split()) == sorted(words)


def must_be_cut_well(message: InboundMessage) -> None:
    """No word of an answer is lost or invented, as text or as HTML, and something is always left of it."""
    must_keep_every_word(split(message.body_text), message.body_text.split())
    assert bool(split(message.body_text).new) == bool(message.body_text.strip())
    if message.body_html:
        reading = read_lines(message.body_html)
        must_keep_every_word(split_html(message.body_html), reading.text.split())
        cleaned = clean(message.body_html)
        folded = fold_html(cleaned)
        assert folded.count("<details") - cleaned.count("<details") == (
            folded.count("</details>") - cleaned.count("</details>")
        )
