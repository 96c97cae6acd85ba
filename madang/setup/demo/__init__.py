"""Sample data: people and conversations of a lamp shop, as if the desk had been at work for two months."""

from .loading import Progress, load, progress
from .people import NotSetUp, sample_members

__all__ = ["NotSetUp", "Progress", "load", "progress", "sample_members"]
