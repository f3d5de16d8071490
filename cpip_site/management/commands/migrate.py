from django.core.management.commands import migrate
from django.db import OperationalError, connection


class Command(migrate.Command):
    """Django's own, with time for long statements: an index on a large table.

    It waits for a lock no longer than lock_timeout says, because visitors would wait behind it. It may be run again.
    """

    def handle(self, *args, **options) -> None:
        self.tell_postgresql("SET statement_timeout = 0")
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if "lock timeout" in str(error):
                self.stderr.write("A table was in use for too long. The step was undone: run migrate again.")
            raise
        self.tell_postgresql("RESET statement_timeout")

    def tell_postgresql(self, words: str) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(words)
