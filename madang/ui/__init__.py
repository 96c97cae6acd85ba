"""The design system: tokens, base templates, components, icons and the words around them."""
