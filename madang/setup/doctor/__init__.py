"""`madang doctor`: looks at the whole installation and says in words what is wrong, and what to do about it."""

from .findings import Finding, State
from .rounds import examine

__all__ = ["Finding", "State", "examine"]
