"""What every page knows about how it should look."""

from typing import Any

from django.http import HttpRequest

THEMES = frozenset({"auto", "light", "dark"})


def look(request: HttpRequest) -> dict[str, Any]:
    """The theme of the person who looks: their own choice, else the system's.

    Pages that are made before anybody is known (an unknown host, a failure) have no `request.user`.
    """
    person = getattr(request, "user", None)
    theme = getattr(person, "theme", "auto")
    return {"theme": theme if theme in THEMES else "auto"}
