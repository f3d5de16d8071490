"""The status of a recommendation or an action on its edit page: shown there, added elsewhere, never changed."""

from django.urls import reverse
from wagtail.admin.panels import Panel


class StatusPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/admin/status_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context=None):
            may_add = self.request.user.has_perm("pages.add_statusentry")
            add = f"{reverse('wagtailsnippets_pages_statusentry:add')}?commitment={self.instance.pk}"
            return {**super().get_context_data(parent_context), "add": add if may_add else ""}
