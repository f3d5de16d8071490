"""Which pages hold some words: asked of the index that Wagtail keeps, in the database's own words.

Wagtail's own search ranks every page once for each page found: over a minute for a common word among 20,000 pages on
SQLite, most of a second on PostgreSQL. Here at most so many of the pages found are ranked, those with the words in
their titles before the others. `manage.py update_index` makes the index anew.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import get_page_models

# How many are ranked. It takes PostgreSQL some 5 microseconds for each, SQLite less than one.
MOST_BY_TITLE, MOST_OTHERS = 300, 1000

SQLITE = """
    SELECT page.id, page.path, bm25(wagtailsearch_indexentry_fts, 0, 1, 10) AS rank
    FROM wagtailsearch_indexentry_fts fts JOIN wagtailsearch_indexentry entry ON entry.id = fts.rowid
    {live_pages} AND wagtailsearch_indexentry_fts MATCH %s LIMIT {most}
"""
# No weight may be above 1. A word in a long text counts for less than in a short one (the 1 at the end).
POSTGRESQL = """
    SELECT page.id, page.path, -ts_rank(setweight(entry.title, 'A') || setweight(entry.body, 'D'), query, 1) AS rank
    FROM wagtailsearch_indexentry entry CROSS JOIN (SELECT to_tsquery('english', %s) AS query) asked
    {live_pages} AND ({condition}) LIMIT {most}
"""
LIVE_PAGES = """
    JOIN wagtailcore_page page ON page.id = CAST(entry.object_id AS integer) AND page.live AND page.depth > 1
    WHERE entry.content_type_id IN ({kinds})
"""
BEST = "SELECT id FROM ({}) found GROUP BY id, path ORDER BY MIN(rank), path LIMIT %s"


def find(words: list[str], *, every: bool, most: int) -> list[int]:
    """The numbers of live pages with every word, or with any, the best first. The words are from `search.words_of`.

    It does not ask whether a page is restricted: whoever shows what was found has to.
    """
    parts, parameters = (
        _sqlite(words, every=every) if connection.vendor == "sqlite" else _postgresql(words, every=every)
    )
    kinds = ContentType.objects.get_for_models(*get_page_models()).values()
    live_pages = LIVE_PAGES.format(kinds=",".join(str(kind.pk) for kind in kinds))
    both = " UNION ALL ".join(f"SELECT * FROM ({part.format(live_pages=live_pages)}) part" for part in parts)  # noqa: S608 # nosec B608 - our numbers
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(both), [*parameters, most])
        return [number for (number,) in cursor.fetchall()]


def _sqlite(words: list[str], *, every: bool) -> tuple[list[str], list[str]]:
    """FTS5 knows no English: a word also finds what begins with it, a plural what begins with its singular."""
    terms = [f'"{word}"' if len(word) < 4 else f'"{word.removesuffix("s")}" *' for word in words]
    joined = (" AND " if every else " OR ").join(terms)
    parts = [SQLITE.replace("{most}", str(most)) for most in (MOST_BY_TITLE, MOST_OTHERS)]
    return parts, [f"{{title}} : ({joined})", f"{{title body}} : ({joined})"]


def _postgresql(words: list[str], *, every: bool) -> tuple[list[str], list[str]]:
    # In quotes: an apostrophe or a hyphen in a word is never an operator.
    terms = ["'" + word.replace("'", "''") + "'" for word in words]
    joined, any_of_them = (" & " if every else " | ").join(terms), " | ".join(terms)
    title, body = (f"entry.{column} @@ to_tsquery('english', %s)" for column in ("title", "body"))
    others = (" AND " if every else " OR ").join([f"({title} OR {body})"] * len(terms))
    parts = [
        POSTGRESQL.replace("{condition}", condition).replace("{most}", str(most))
        for condition, most in ((title, MOST_BY_TITLE), (others, MOST_OTHERS))
    ]
    return parts, [any_of_them, joined, any_of_them, *(term for term in terms for _ in range(2))]
