"""What is asked of a page when it is published, beyond each field's own rules. Drafts may be unfinished."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from pages import typed_numbers

WRITTEN_BY_HAND = ("title", "seo_title", "search_description", "summary", "programme_intro")


class PageForm(WagtailAdminPageForm):
    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for name in WRITTEN_BY_HAND:
                self.refuse_typed_numbers(name, cleaned.get(name))
        return cleaned

    def refuse_typed_numbers(self, name: str, value: object) -> None:
        try:
            typed_numbers.refuse(value)
        except ValidationError as error:
            self.add_error(name, error)
