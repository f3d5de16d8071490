"""Blocks that link to what others have published."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.word_blocks import WordsBlock


class PublicationLinkBlock(blocks.StructBlock):
    publication = SnippetChooserBlock(
        "pages.Publication", help_text="What you link to. Missing? Add it under Snippets."
    )
    part = WordsBlock(required=False, help_text="What is there, for example: Appendix G, the recommendations.")
    printed_page = blocks.CharBlock(required=False, max_length=12, help_text="The page number printed on the page.")
    pdf_page = blocks.IntegerBlock(
        required=False, min_value=1, help_text="Where that page is in the PDF, counted from its first page."
    )
    address = blocks.URLBlock(required=False, help_text="The web address of just this part, if it has one.")
    text = WordsBlock(required=False, help_text="Your own words for the link. Empty: the publication's title.")

    class Meta:
        icon = "link-external"
        template = "blocks/publication_link.html"
        description = "A link to a published report or page. It says who published it, what it is and where to look."

    def clean(self, value):
        value = super().clean(value)
        publication = value.get("publication")
        if value.get("pdf_page") and publication and not publication.pdf_url:
            error = ValidationError("This publication has no PDF address yet. Add one to it, or leave this empty.")
            raise blocks.StructBlockValidationError({"pdf_page": error})
        return value

    def get_context(self, value, parent_context=None):
        publication = value["publication"]
        address = publication.address_of(value.get("pdf_page"), value.get("address") or "") if publication else ""
        return {**super().get_context(value, parent_context), "publication": publication, "address": address}


class LinkListBlock(blocks.StructBlock):
    title = WordsBlock(required=False, max_length=100, help_text="What the links have in common. It may stay empty.")
    links = blocks.ListBlock(PublicationLinkBlock(), help_text="One entry for each report or page.")

    class Meta:
        icon = "list-ul"
        template = "blocks/link_list.html"
        description = "A list of published reports and pages."
