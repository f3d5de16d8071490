"""Words that an editor types. When a page is published, none of them may hold a phone number typed by hand."""

from wagtail import blocks

from pages import typed_numbers


class NoTypedNumbers(blocks.FieldBlock):
    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation:
            typed_numbers.refuse(value)
        return value


class WordsBlock(NoTypedNumbers, blocks.CharBlock):
    """A line of plain text."""


class RichWordsBlock(NoTypedNumbers, blocks.RichTextBlock):
    """Text with links, lists and emphasis."""
