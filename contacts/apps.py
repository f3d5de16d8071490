from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts"

    def ready(self) -> None:
        from contacts import approval_hooks, audit_log, changes, record_triggers  # noqa: F401

        changes.watch()
        audit_log.listen()
        post_migrate.connect(record_triggers.reinstall, sender=self, dispatch_uid="records")
