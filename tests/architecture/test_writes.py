"""Only actions write, only actions record, and what is written below never points up."""

import ast
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.architecture.tree import layer_of, sources

RECORDS_WITHOUT_BEING_AN_ACTION: dict[str, str] = {
    "madang/history/recording.py": "defines record()",
}
WRITES_TICKETS_WITHOUT_BEING_AN_ACTION: dict[str, str] = {
    "madang/setup/demo/loading.py": "sample data: hundreds of conversations with a past, in bulk",
    "madang/setup/demo/past.py": "sample data: hundreds of conversations with a past, in bulk",
}
"""Path → why this loader writes tickets or messages past the actions."""

NOUNS = {"Ticket", "Message"}
WRITES = {"create", "bulk_create", "update", "bulk_update", "update_or_create", "get_or_create", "delete"}


def test_only_actions_record_events() -> None:
    recording = {str(path) for path, tree in sources() if not _is_action(path) and _calls(tree, "record")}
    assert recording <= set(RECORDS_WITHOUT_BEING_AN_ACTION)


def test_only_actions_write_tickets_and_messages() -> None:
    writing = {str(path) for path, tree in sources() if not _is_action(path) and _writes_nouns(tree)}
    assert writing == set(WRITES_TICKETS_WITHOUT_BEING_AN_ACTION)


def test_foreign_keys_point_down() -> None:
    height = layer_of()
    upward = []
    for model in apps.get_models():
        if not model.__module__.startswith("madang."):
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                continue
            target = field.related_model
            if not isinstance(target, str) and target.__module__.startswith("madang."):
                source_package, target_package = (
                    model.__module__.split(".")[1],
                    target.__module__.split(".")[1],
                )
                if height[target_package] > height[source_package]:
                    upward.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert not upward


def _is_action(path: Path) -> bool:
    return "actions" in path.parts or path.stem == "actions" or "migrations" in path.parts


def _calls(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in ast.walk(tree)
    )


def _writes_nouns(tree: ast.Module) -> bool:
    """Whether somewhere `Ticket.objects.….update(…)` or the like is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            inner: ast.expr = node.func.value
            through_objects = False
            while isinstance(inner, ast.Attribute | ast.Call):
                through_objects |= isinstance(inner, ast.Attribute) and inner.attr == "objects"
                inner = inner.value if isinstance(inner, ast.Attribute) else inner.func
            if through_objects and isinstance(inner, ast.Name) and inner.id in NOUNS:
                return True
    return False
