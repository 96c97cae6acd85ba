"""The verb of the first day: set the desk up."""

from .set_up import Answers, set_up

__all__ = ["Answers", "set_up"]
