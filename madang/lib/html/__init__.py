"""HTML from other people: cleaned, shown, read as text; and text written as HTML."""

from madang.lib.html.cleaning import clean
from madang.lib.html.folding import fold_html, split_html
from madang.lib.html.in_page import in_page, in_page_with_pictures
from madang.lib.html.plain import read_lines, to_text
from madang.lib.html.redacting import BAR, pattern_of, redact_html, redact_text
from madang.lib.html.showing import DisplayHtml, display
from madang.lib.html.writing import from_text

__all__ = [
    "BAR",
    "DisplayHtml",
    "clean",
    "display",
    "fold_html",
    "from_text",
    "in_page",
    "in_page_with_pictures",
    "pattern_of",
    "read_lines",
    "redact_html",
    "redact_text",
    "split_html",
    "to_text",
]
