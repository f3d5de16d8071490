"""Whether the process is up, and whether it can serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contacts import directory


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers. Asks nothing of the database."""
    return JsonResponse({"status": "up"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, migrations are applied and contacts are loaded; else 503 with the reasons.

    Alarms are named and change nothing of the status: a broken seal is met on every machine alike, and a load balancer
    that took all of them away would take the national numbers away too.
    """
    reasons = reasons_not_to_serve()
    status = {"status": "not ready" if reasons else "ready", "reasons": reasons, "alarms": directory.alarms()}
    return JsonResponse(status, status=503 if reasons else 200)


def reasons_not_to_serve() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["Migrations wait to be applied: run manage.py migrate."]
        if not directory.contacts_are_loaded():
            return ["No contacts are loaded: run manage.py load_contacts."]
    except DatabaseError:
        return ["The database does not answer."]
    return []
