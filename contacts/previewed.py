"""What is previewed as a council's page, at a chosen day and time: a service, and the council itself."""

from wagtail.models import PreviewableMixin


class SeenOnCouncilPages(PreviewableMixin):
    """Previewed on the page of each council that shows it, as it is edited."""

    @property
    def preview_modes(self):
        from contacts import previews

        return previews.modes(self)

    def get_preview_template(self, request, mode_name: str) -> str:
        return "contacts/admin/preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        """A council's page at the mode's moment, with this contact as it is edited."""
        from contacts import previews

        return previews.context(self, mode_name)
