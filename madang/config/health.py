"""Whether the process lives, and whether it can serve: for supervisors and load balancers."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

_migrated: list[bool] = []


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated, else 503 with the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        if not _migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return JsonResponse({"ready": False, "because": "migrations are missing"}, status=503)
            _migrated.append(True)
    except DatabaseError as error:
        return JsonResponse({"ready": False, "because": f"the database doesn't answer: {error}"}, status=503)
    return JsonResponse({"ready": True})
