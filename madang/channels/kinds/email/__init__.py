"""E-mail: raw bytes to an InboundMessage, and an OutboundMessage to raw bytes."""

from madang.channels.kinds.email.reading import parse
from madang.channels.kinds.email.rendering import render

__all__ = ["parse", "render"]
