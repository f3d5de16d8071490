"""The few blocks that pages are written with. One word per thing: block, template, class."""

from django.utils.text import slugify
from wagtail import blocks

from contacts import directory
from pages.figure import FigureBlock
from pages.link_blocks import LinkListBlock
from pages.streams import Stream
from pages.table_block import TableBlock
from pages.word_blocks import RichWordsBlock, WordsBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(WordsBlock):
    """An h2. Its words become its address on the page, so that others can link to it."""

    class Meta:
        icon = "title"
        template = "blocks/heading.html"
        description = "A heading. A page of more than three lists them at its top."
        preview_value = "What the review found"

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "anchor": slugify(value)}


class TextBlock(RichWordsBlock):
    class Meta:
        icon = "pilcrow"
        template = "blocks/text.html"
        description = "Words, lists and links. Explain a term where you first use it, or add it to the glossary."
        preview_value = "<p>The programme began in February 2016.</p>"

    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)


class CalloutBlock(blocks.StructBlock):
    title = WordsBlock(max_length=100, help_text="A few words that say what it is about.")
    text = RichWordsBlock(features=["bold", "ul", "link"], help_text="One or two short sentences.")

    class Meta:
        icon = "warning"
        template = "blocks/callout.html"
        description = "Something that readers must not miss. Use it once on a page, if at all."
        preview_value = {"title": "This guidance was replaced in 2021", "text": "<p>Read the new guidance.</p>"}


def national_lines() -> list[tuple[str, str]]:
    """Every national line that is published, for a list to choose from."""
    return [
        (line.key, f"{line.name} ({line.number})" if line.number else line.name)
        for line in directory.current().national
    ]


class PhoneLineBlock(blocks.ChoiceBlock):
    """A national line by its key, so that its number is changed in one place: under Contacts."""

    class Meta:
        icon = "mobile-alt"
        template = "blocks/phone_line.html"
        label = "Phone line"
        description = "One of the national lines. Never type a phone number into a page: choose its line here."
        preview_value = "childline"

    def __init__(self, **kwargs):
        help_text = "The page shows its name, number and hours as they stand under Contacts › National lines."
        super().__init__(**{"choices": national_lines, "help_text": help_text, **kwargs})

    def extract_references(self, value):
        """So that the line's own page in the admin counts the pages that name it."""
        return directory.references(value)


class FinderBlock(blocks.StaticBlock):
    class Meta:
        icon = "search"
        template = "blocks/finder.html"
        admin_text = "The question that leads a reader to the number for their council."
        description = "The finder's question: where does the child live?"


class ConsentChoiceBlock(blocks.StaticBlock):
    class Meta:
        icon = "check"
        template = "blocks/consent_choice.html"
        admin_text = "Two buttons: may visits be counted, yes or no. They work without a script."
        description = "The choice whether visits are counted. It belongs on the cookies page."


class StorageTableBlock(blocks.ChoiceBlock):
    """What the site puts on a device. The list is the code's own, so that it cannot be out of date."""

    class Meta:
        icon = "table"
        template = "blocks/storage_table.html"
        label = "Cookies and storage"
        description = "The table of what the site puts on a device. It belongs on the cookies page."
        preview_value = "visitors"

    def __init__(self, **kwargs):
        choices = [("visitors", "For everybody"), ("editors", "For people who edit the site")]
        super().__init__(**{"choices": choices, "help_text": "Whose device.", **kwargs})


class ThemesBlock(blocks.StaticBlock):
    class Meta:
        icon = "tag"
        template = "blocks/themes.html"
        admin_text = "The themes of the review’s report, from Recommendations › Themes."
        description = "The report’s themes, each with its chapter and its recommendations."


class GlanceBlock(blocks.StructBlock):
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(), min_num=3, max_num=3,
        help_text="Three pages, in this order: the first phase, the review, the second phase.",
    )  # fmt: skip
    caption = WordsBlock(max_length=200, help_text="Shown under the drawing: what it is, and where it is from.")

    class Meta:
        icon = "site"
        template = "blocks/glance.html"
        label = "Programme at a glance"
        description = "A drawing of the programme, made from its pages, themes and work streams. Each part is a link."


class StreamsBlock(blocks.ChoiceBlock):
    class Meta:
        icon = "list-ul"
        template = "blocks/streams.html"
        label = "Work streams"
        description = "Work streams of one kind, each with its aim and its actions."
        preview_value = "new"

    def __init__(self, **kwargs):
        help_text = "The page shows them as they stand under Recommendations › Work streams."
        super().__init__(**{"choices": Stream.Kind.choices, "help_text": help_text, **kwargs})


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(help_text="Short, and in the words that readers would look for.")
    text = TextBlock(help_text="Short sentences, one thought each. A link’s words say where it goes.")
    callout = CalloutBlock()
    phone_line = PhoneLineBlock()
    finder = FinderBlock()
    figure = FigureBlock()
    table = TableBlock()
    link_list = LinkListBlock()
    consent_choice = ConsentChoiceBlock()
    storage_table = StorageTableBlock()
    themes = ThemesBlock()
    glance = GlanceBlock()
    streams = StreamsBlock()
