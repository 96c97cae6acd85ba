"""format=flowed (RFC 3676): lines that a program cut for transport, made whole again."""


def unflow(text: str, *, delsp: bool = False) -> str:
    r"""`text` (lines end in `\n`) with soft line ends removed; with `delsp` their space goes too."""
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0

    def finish() -> None:
        if paragraph:
            out.append("> " * depth + "".join(paragraph) if depth else "".join(paragraph))
            paragraph.clear()

    for line in text.split("\n"):
        body = line.lstrip(">")
        level = len(line) - len(body)
        body = body.removeprefix(" ")
        if level != depth:
            finish()
            depth = level
        if body == "-- ":
            finish()
            out.append("> " * level + body)
            continue
        soft = body.endswith(" ")
        paragraph.append(body[:-1] if soft and delsp else body)
        if not soft:
            finish()
    finish()
    return "\n".join(out)
