"""Quoted history and signatures of an HTML mail: left out of its words, or folded where they stand."""

from collections.abc import Iterable

from madang.lib.html.plain import read_lines
from madang.lib.html.tokens import VOID, Tag, tokens
from madang.lib.mime.quotes import Split, assemble, find_folds

_OPENED = '<details class="madang-quoted"><summary></summary>'
_CLOSED = "</details>"


def split_html(html: str, *, forwarded: bool = False) -> Split:
    """The new words of `html` as text, and what it quotes and signs with; see `madang.lib.mime.quotes`."""
    reading = read_lines(html)
    return assemble(reading.lines, find_folds(reading.lines, reading.regions, forwarded=forwarded))


def fold_html(html: str, *, forwarded: bool = False) -> str:
    """`html`, which `clean` has made well-formed, with each passage that says nothing new in a <details>.

    Elements that are open where a passage begins or ends are closed there and opened again.
    """
    reading = read_lines(html)
    folds = find_folds(reading.lines, reading.regions, forwarded=forwarded)
    if not folds:
        return html
    edges = list[tuple[int, bool]]()
    for fold in folds:
        begin = reading.starts[fold.start]
        end = reading.starts[fold.end] if fold.end < len(reading.lines) else len(html)
        if 0 <= begin < end and (not edges or edges[-1][0] <= begin):
            edges += [(begin, True), (end, False)]
    return "".join(_pieces(html, edges))


def _pieces(html: str, edges: Iterable[tuple[int, bool]]) -> Iterable[str]:
    stack: list[tuple[str, str]] = []  # of open elements: name and what is written to open it again
    row = tokens(html)
    token = next(row, None)
    at = 0
    for place, opens in edges:
        while token is not None and token.at < place:
            if isinstance(token, Tag):
                _follow(token, stack)
            token = next(row, None)
        yield html[at:place]
        yield "".join(f"</{name}>" for name, _ in reversed(stack))
        yield _OPENED if opens else _CLOSED
        yield "".join(written for _, written in stack)
        at = place
    yield html[at:]


def _follow(tag: Tag, stack: list[tuple[str, str]]) -> None:
    if not tag.closing:
        if tag.name not in VOID:
            stack.append((tag.name, f"<{tag.name}{tag.raw}>"))
        return
    for index in range(len(stack) - 1, -1, -1):
        if stack[index][0] == tag.name:
            del stack[index:]
            return
