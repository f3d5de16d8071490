from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "pages.inbox"
    label = "inbox"
    verbose_name = "What visitors send"
