"""A search over one document, without a database."""

from madang.lib.text.queries import holds, query
from madang.lib.text.tokens import document_tokens


def finds(searched: str, document: str) -> bool:
    """Whether a strict search finds the document."""
    return holds(query(searched).strict(), set(document_tokens(document)))


def finds_similar(searched: str, document: str) -> bool:
    """Whether one of the loosened searches finds it."""
    tokens = set(document_tokens(document))
    return any(holds(condition, tokens) for condition in query(searched).loosened())
