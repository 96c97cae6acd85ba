"""`{% translate %}` for the sentences of our templates: each is translated once a language.

A page of the workspace has two hundred of them, and Django looks each up anew. A template's tag of its own
name takes the place of Django's, as a builtin that comes after it (see TEMPLATES).
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token, Variable
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class Sentence(TranslateNode):
    """A sentence that stands in the template itself."""

    def __init__(self, said: FilterExpression, as_variable: str | None) -> None:
        super().__init__(said, noop=False, asvar=as_variable)
        self._as_variable = as_variable
        self._in_language: dict[str | None, Any] = {}

    def render(self, context: Context) -> Any:
        """The sentence in the reader's language."""
        language = get_language()
        if language not in self._in_language:
            self.asvar = None
            self._in_language[language] = super().render(context)
        if self._as_variable is None:
            return self._in_language[language]
        context[self._as_variable] = self._in_language[language]
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> TranslateNode:
    """As Django's tag of this name."""
    node = do_translate(parser, token)
    return Sentence(node.filter_expression, node.asvar) if _is_fixed(node) else node


def _is_fixed(node: TranslateNode) -> bool:
    said = node.filter_expression
    literal = isinstance(said.var, Variable) and said.var.lookups is None
    return literal and not said.filters and node.message_context is None and not node.noop
