"""The few blocks that pages are written with. One word per thing: block, template, class."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.CharBlock):
    """An h2. Its words become its address on the page, so that others can link to it."""

    class Meta:
        icon = "title"
        template = "blocks/heading.html"
        description = "A heading. Long pages list their headings at the top."
        preview_value = "What the review found"

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "anchor": slugify(value)}


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        template = "blocks/text.html"
        description = "Words, lists and links. Explain a term where you first use it, or add it to the glossary."
        preview_value = "<p>The programme began in February 2016.</p>"

    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=100)
    text = blocks.RichTextBlock(features=["bold", "ul", "link"])

    class Meta:
        icon = "warning"
        template = "blocks/callout.html"
        description = "Something that readers must not miss. Use it once on a page, if at all."
        preview_value = {"title": "This guidance was replaced in 2021", "text": "<p>Read the new guidance.</p>"}


class PhoneLineBlock(blocks.CharBlock):
    """A national line by its key, so that its number is changed in one place: under Contacts."""

    class Meta:
        icon = "mobile-alt"
        template = "blocks/phone_line.html"
        label = "Phone line"
        description = "One of the national lines. Never type a phone number into a page: choose its line here."
        preview_value = "childline"


class FinderBlock(blocks.StaticBlock):
    class Meta:
        icon = "search"
        template = "blocks/finder.html"
        admin_text = "The question that leads a reader to the number for their council."
        description = "The finder's question: where does the child live?"


class PublicationLinkBlock(blocks.StructBlock):
    publication = SnippetChooserBlock("pages.Publication")
    part = blocks.CharBlock(required=False, help_text="What is there, for example: Appendix G, the recommendations.")
    printed_page = blocks.CharBlock(required=False, max_length=12, help_text="The page number printed on the page.")
    pdf_page = blocks.IntegerBlock(
        required=False, min_value=1, help_text="Where that page is in the PDF, counted from its first page."
    )
    address = blocks.URLBlock(required=False, help_text="The web address of just this part, if it has one.")
    text = blocks.CharBlock(required=False, help_text="Your own words for the link. Empty: the publication's title.")

    class Meta:
        icon = "link-external"
        template = "blocks/publication_link.html"
        description = "A link to a published report or page. It says who published it, what it is and where to look."

    def clean(self, value):
        value = super().clean(value)
        if value.get("pdf_page") and not value["publication"].pdf_url:
            error = ValidationError("This publication has no PDF address yet. Add one to it, or leave this empty.")
            raise blocks.StructBlockValidationError({"pdf_page": error})
        return value

    def get_context(self, value, parent_context=None):
        publication = value["publication"]
        address = publication.address_of(value.get("pdf_page"), value.get("address") or "")
        return {**super().get_context(value, parent_context), "publication": publication, "address": address}


class LinkListBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, max_length=100)
    links = blocks.ListBlock(PublicationLinkBlock())

    class Meta:
        icon = "list-ul"
        template = "blocks/link_list.html"
        description = "A list of published reports and pages."


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    callout = CalloutBlock()
    phone_line = PhoneLineBlock()
    finder = FinderBlock()
    link_list = LinkListBlock()
