from pages.page_form import PageForm


class CommitmentForm(PageForm):
    """Tells a new page which list it is made for, because its title says so."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.parent_page and not self.instance.pk:
            self.instance.list_page = self.parent_page.specific
