from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from pages import changes, private_pictures, redirects, uploads

        redirects.keep_here()
        uploads.judge_by_content()
        private_pictures.keep_apart()
        changes.keep_notes()
