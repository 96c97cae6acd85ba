"""What administrators set about notices."""

from .change_notice import change_notice

__all__ = ["change_notice"]
