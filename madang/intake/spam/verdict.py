from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one filter says: its `points` and `limit` where it names them, and whether it is sure."""

    by: str
    points: float | None = None
    limit: float | None = None
    says_spam: bool = False

    def is_spam(self, spam_from: float) -> bool:
        """Whether the mail is held: the filter says so, or it gives as many points as `spam_from`."""
        return self.says_spam or (self.points is not None and self.points >= spam_from)
