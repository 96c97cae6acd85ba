"""A brand's colour in place of our own: as a style sheet, readable in light and in dark."""

from madang.lib.colours import INK, WHITE, contrast, mixed, readable_on

MAT_LIGHT, MAT_DARK = "#f3f0e9", "#1d2024"
"""The grounds of tokens.css on which our colours are hardest to read."""

_NIGHT = "#10131a"


def style_sheet(colour: str) -> str:
    """The tokens that are the brand's own; nothing for a brand without a colour."""
    if not colour:
        return ""
    light, dark = readable_on(MAT_LIGHT, colour), readable_on(MAT_DARK, colour)
    pairs = {
        "indigo": (light, dark),
        "on-indigo": (_on(light), _on(dark)),
        "indigo-deep": (mixed(light, INK, 0.2), mixed(dark, WHITE, 0.2)),
    }
    tokens = "".join(f"  --{name}: light-dark({one}, {two});\n" for name, (one, two) in pairs.items())
    return f":root {{\n{tokens}}}\n"


def _on(ground: str) -> str:
    return max((WHITE, _NIGHT), key=lambda one: contrast(one, ground))
