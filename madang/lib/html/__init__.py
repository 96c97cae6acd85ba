"""HTML from other people: cleaned, shown, read as text; and text written as HTML."""

from madang.lib.html.cleaning import clean
from madang.lib.html.plain import to_text
from madang.lib.html.showing import DisplayHtml, display
from madang.lib.html.writing import from_text

__all__ = ["DisplayHtml", "clean", "display", "from_text", "to_text"]
