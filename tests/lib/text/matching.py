"""What a database does with tokens and conditions, in three lines: the meaning of both, for the tests."""

from madang.lib.text.queries import Condition, query
from madang.lib.text.tokens import document_tokens


def holds(condition: Condition, document: str) -> bool:
    """Whether a document meets a condition."""
    tokens = document_tokens(document)

    def is_there(token: str, *, prefix: bool) -> bool:
        return any(found.startswith(token) if prefix else found == token for found in tokens)

    return any(
        all(any(is_there(token, prefix=clause.prefix) for token in clause.any_of) for clause in row)
        for row in condition
    )


def finds(searched: str, document: str) -> bool:
    """Whether a strict search finds the document."""
    return holds(query(searched).strict(), document)


def finds_similar(searched: str, document: str) -> bool:
    """Whether one of the loosened searches finds it."""
    return any(holds(condition, document) for condition in query(searched).loosened())
