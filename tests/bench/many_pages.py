"""A tree of many pages, written straight into the tables: some 20,000 in half a minute."""

from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone
from wagtail.models import Locale, Page

from pages.models import ContentPage, HomePage

BRANCHES = 27  # children of a page: three levels below home hold 20,439 pages
DEEPEST = 6  # levels below home that the one deep chain has
WORDS = [
    "children", "protection", "review", "council", "guidance", "report", "family", "learning", "school", "health",
    "police", "social", "work",
]  # fmt: skip
TEXT = "<p>The programme {words} and what the review said about {topic}. Every child matters to {topic}.</p>"


def tree(number: int) -> list[tuple[str, int]]:
    """Path below home and number of children of each page, parents first: a deep chain, then a broad tree."""
    chain = ["0001" * level for level in range(2, DEEPEST + 1)]
    waiting, found = [""], []
    while len(found) + len(chain) < number:
        parent = waiting.pop(0)
        children = [f"{parent}{_step(n)}" for n in range(1, BRANCHES + 1)][: number - len(found) - len(chain)]
        found += children
        waiting += children
    paths = sorted({*found, *chain}, key=lambda path: (len(path), path))
    counts: dict[str, int] = {}
    for path in paths:
        counts[path[:-4]] = counts.get(path[:-4], 0) + 1
    return [(path, counts.get(path, 0)) for path in paths]


def _step(number: int) -> str:
    return Page._int2str(number).rjust(Page.steplen, "0")


def make(number: int) -> str:
    """Make so many live pages under one new section below home. Returns the path of the deepest one on the site."""
    home = HomePage.objects.get()
    section = home.add_child(instance=ContentPage(slug="archive", title="Archive", summary="Everything.", body=[]))
    kind, locale, now = ContentType.objects.get_for_model(ContentPage), Locale.get_default(), timezone.now()
    rows = iter(tree(number - 1))
    made = 0
    while some := list(islice(rows, 2000)):
        pages = [page_of(section, path, children, kind, locale, now) for path, children in some]
        Page.objects.bulk_create(pages)
        insert_children(pages)
        made += len(pages)
    Page.objects.filter(pk=section.pk).update(numchild=min(BRANCHES, number - 1))
    analyse()
    return f"/archive/{'item-0001/' * DEEPEST}"


def page_of(section, path, children, kind, locale, now) -> Page:
    steps = [path[start : start + 4] for start in range(0, len(path), 4)]
    slugs = [f"item-{step.lower()}" for step in steps]
    return Page(
        path=section.path + path,
        depth=section.depth + len(steps),
        numchild=children,
        title=f"{words(path).capitalize()} {path}",
        draft_title=f"{words(path).capitalize()} {path}",
        slug=slugs[-1],
        url_path=f"{section.url_path}{'/'.join(slugs)}/",
        content_type=kind,
        locale=locale,
        live=True,
        first_published_at=now,
        last_published_at=now,
    )


def words(path: str) -> str:
    """Two to four words, the same for the same path."""
    number = int(path, 36)
    return " ".join(WORDS[number // 7**step % len(WORDS)] for step in range(2 + number % 3))


def insert_children(pages: list[Page]) -> None:
    """The rows of the page type. Django's own bulk_create refuses models with a parent table."""
    children = []
    for page in pages:
        child = ContentPage(page_ptr_id=page.pk, summary=f"About {words(page.path[12:])}.")
        text = TEXT.format(words=words(page.path[12:]), topic=page.title)
        child.body = [("text", text * 8)]
        children.append(child)
    for start in range(0, len(children), 200):
        query = models.sql.InsertQuery(ContentPage)
        query.insert_values(ContentPage._meta.local_concrete_fields, children[start : start + 200])
        query.get_compiler(connection=connection).execute_sql()


def analyse() -> None:
    """What the database learns about its tables by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
