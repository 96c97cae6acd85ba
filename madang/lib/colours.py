"""Colours that can be read: #rrggbb in, #rrggbb out, by the contrast of WCAG 2.2. Pure."""

READABLE = 4.5
"""The contrast that text needs with its ground."""

INK, WHITE = "#1e2226", "#ffffff"
_BLACK = "#000000"
_STEPS = 50


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, from 1 to 21."""
    lighter, darker = sorted((_lightness(one), _lightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(ground: str) -> str:
    """Ink or white, whichever reads better on the ground."""
    return WHITE if contrast(WHITE, ground) >= contrast(INK, ground) else INK


def readable_on(ground: str, colour: str) -> str:
    """The colour itself, or as little darker or lighter as makes it readable on the ground."""
    goal = max((_BLACK, WHITE), key=lambda one: contrast(one, ground))
    mixtures = (mixed(colour, goal, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in mixtures if contrast(one, ground) >= READABLE), goal)


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a `share` (0 to 1) of the other in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _lightness(colour: str) -> float:
    """Relative luminance."""
    channels = [one / 255 for one in _channels(colour)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
