from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, ProgrammingError, connection

from cpip_site.deploy import rights

MAY_NOT = "42501"  # PostgreSQL's insufficient_privilege


class Command(migrate.Command):
    """Django's own, with time for long statements: an index on a large table.

    It waits for a lock no longer than lock_timeout says, because visitors would wait behind it. It may be run again.
    At its end the account that serves gets its rights, on new tables too.
    """

    def handle(self, *args, **options) -> None:
        self.tell_postgresql("SET statement_timeout = 0")
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if "lock timeout" in str(error):
                self.stderr.write("A table was in use for too long. The step was undone: run migrate again.")
            raise
        except ProgrammingError as error:
            if getattr(error.__cause__, "pgcode", "") != MAY_NOT:
                raise
            account = connection.get_connection_params().get("user", "of DATABASE_URL")
            raise CommandError(
                f"Migrations wait, and the account {account} may not run them, as it should be for one that serves. "
                f"Run manage.py migrate as the account that owns the tables, {rights.OWNER}."
            ) from error
        rights.grant(connection)
        self.tell_postgresql("RESET statement_timeout")

    def tell_postgresql(self, words: str) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(words)
