"""On the edit page of a contact whose change waits for a second person: what they are asked to approve."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from contacts.approval_summary import approval_summary
from contacts.approving import may_approve


class ApprovalPanel(Panel):
    """Old and new side by side, where it shows and who made it, while a change waits for approval."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "contacts/admin/approval_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.latest_revision_id and self.instance.workflow_in_progress)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {
                **super().get_context_data(parent_context),
                "summary": approval_summary(self.instance.latest_revision),
                "may_approve": may_approve(self.instance, self.request.user),
            }
