"""Every template compiles, and whatever it names is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Engine, Template, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression, Node
from django.template.defaulttags import URLNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.architecture.tree import ROOT, files

TEMPLATES = [path for path in files(".html", ".txt", ".xml") if "templates" in path.parts]


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_compiles_and_so_does_what_it_takes_in(path: Path) -> None:
    for node in compiled(path).nodelist.get_nodes_by_type(Node):
        if isinstance(node, ExtendsNode) and (parent := constant(node.parent_name)):
            engine().get_template(parent)
        elif isinstance(node, IncludeNode) and (part := constant(node.template)):
            engine().get_template(part)


def test_templates_name_only_addresses_that_are_there() -> None:
    there = set(names(get_resolver()))
    named = {
        (str(path), name)
        for path in TEMPLATES
        for node in compiled(path).nodelist.get_nodes_by_type(URLNode)
        if isinstance(node, URLNode) and (name := constant(node.view_name))
    }
    assert not [(path, name) for path, name in sorted(named) if name not in there]


def test_templates_name_only_static_files_that_are_there() -> None:
    named = {
        (str(path), file)
        for path in TEMPLATES
        for node in compiled(path).nodelist.get_nodes_by_type(StaticNode)
        if isinstance(node, StaticNode) and (file := constant(node.path))
    }
    assert not [(path, file) for path, file in sorted(named) if not finders.find(file)]


def engine() -> Engine:
    """Django's own template engine with the desk's settings."""
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    return backend.engine


def compiled(path: Path) -> Template:
    """The template of a file, compiled by Django's own engine with the desk's settings."""
    after = path.parts.index("templates") + 1
    name = "/".join(path.parts[after:])
    template = engine().get_template(name)
    assert template.origin.name == str(ROOT / path), f"{name} is hidden by {template.origin.name}"
    return template


def constant(expression: FilterExpression | Node) -> str | None:
    """What an expression is when it is a plain string in the template, else None."""
    if not isinstance(expression, FilterExpression) or expression.filters:
        return None
    return expression.var if isinstance(expression.var, str) else None


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every address's name as templates write it, namespaces first."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}"
        elif isinstance(entry, URLResolver):
            yield from names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
