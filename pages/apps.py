from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from pages import changes, redirects, uploads

        redirects.keep_here()
        uploads.judge_by_content()
        changes.keep_notes()
