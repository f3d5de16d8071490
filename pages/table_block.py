"""A table in a page: with a caption, a heading over each column, and a first column that names its rows."""

from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError

from pages import typed_numbers
from pages.word_blocks import RichWordsBlock, WordsBlock

NO_CAPTION = "Write a caption that says what the table is about."
TOO_SMALL = "A table has two columns or more, and at least one row. For less, write a list."
NO_HEADING = "Every column needs a heading. On a phone it stands before each of its cells."
NO_NAME = "The first cell of every row needs words: it names the row."


def faults(table) -> list[str]:
    """What readers would miss in a table, in words for its editor."""
    rows = [list(row["values"]) for row in table.row_data]
    wrong = {
        NO_CAPTION: not table.caption.strip(),
        TOO_SMALL: len(table.columns) < 2 or not rows,
        NO_HEADING: not all(column["heading"].strip() for column in table.columns),
        NO_NAME: not all(typed_numbers.words_of(cell).strip() for row in rows for cell in row[:1]),
    }
    return [words for words, is_so in wrong.items() if is_so]


def html_of(cell) -> str:
    return getattr(cell, "source", None) or escape(cell or "")


class TableBlock(TypedTableBlock):
    words = WordsBlock(required=False, label="Plain words", help_text="A few words or a number.")
    text = RichWordsBlock(
        required=False, features=["bold", "link"], label="Words with links", help_text="Keep it short."
    )

    class Meta:
        icon = "table"
        template = "blocks/table.html"
        description = "Facts that readers compare. On a phone each row becomes a short list."
        help_text = "The first column names the rows. Use as few columns as you can, and a list where that will do."
        preview_value = {
            "caption": "The two phases",
            "columns": [{"type": "words", "heading": "Phase"}, {"type": "words", "heading": "When"}],
            "rows": [{"values": ["Phase one", "2016 to March 2017"]}, {"values": ["Phase two", "From March 2017"]}],
        }

    def get_context(self, value, parent_context=None):
        """`rows`: the name of each row, and its other cells with their headings. Cells as HTML, before annotation."""
        headings = [column["heading"] for column in value.columns]
        rows = [list(zip(headings, map(html_of, row["values"]), strict=True)) for row in value.row_data]
        return {**super().get_context(value, parent_context), "rows": [(row[:1], row[1:]) for row in rows]}

    def clean(self, table):
        """What was typed, without faults. A draft may have them."""
        table = super().clean(table)
        if self.is_deferred_validation:
            return table
        if found := faults(table):
            raise TypedTableBlockValidationError(non_block_errors=found)
        for words in (table.caption, *(column["heading"] for column in table.columns)):
            try:
                typed_numbers.refuse(words)
            except ValidationError as error:
                raise TypedTableBlockValidationError(non_block_errors=error.messages) from error
        return table
