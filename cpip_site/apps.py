from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "cpip_site"
    verbose_name = "The site as a whole"

    def ready(self) -> None:
        from cpip_site import audit, sessions, shared_cache, site_version

        audit.listen()
        sessions.listen()
        shared_cache.share()
        site_version.note_changes()
