"""What the privacy notice lacks, on the admin's first page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from pages.privacy import PrivacyPage, missing_parts


class PrivacyPanel(Component):
    name = "privacy_missing"
    order = 300
    template_name = "pages/admin/privacy_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        page = PrivacyPage.objects.live().first()
        may_edit = page is not None and page.permissions_for_user(parent_context["request"].user).can_edit()
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page and may_edit else ""
        return {"missing": missing_parts(), "edit": edit}
