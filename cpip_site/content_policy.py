"""What a page may load and run (Content-Security-Policy, level 3), one policy for each part of the site."""

from contacts import FINDER_PATH
from pages.styles import stylesheet_hashes

REPORTS = "/csp-report/"
# Nothing tells that somebody was here, a report about a browser's extension included.
UNOBSERVED = (FINDER_PATH, "/safety/")
RICH_TEXT_EDITOR = b"wagtailadmin/js/draftail"
OURS_ALONE = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"


def our_styles() -> str:
    return " ".join(f"'{each}'" for each in stylesheet_hashes())


def public_policy(path: str) -> str:
    """Nothing but our own scripts and forms, and the one stylesheet that stands in the page. In nobody's frame."""
    policy = (
        f"{OURS_ALONE}; style-src {our_styles()}; img-src 'self' data:; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return policy if path.startswith(UNOBSERVED) else f"{policy}; report-uri {REPORTS}"


def preview_policy() -> str:
    """A page as readers will have it, with Wagtail's checker on it, in the editor's frame."""
    return (
        f"{OURS_ALONE}; style-src 'self' {our_styles()}; img-src 'self' data:; frame-ancestors 'self'; "
        f"report-uri {REPORTS}"
    )


def admin_policy(body: bytes = b"") -> str:
    """The admin's files and none of its inline scripts: admin_scripts.py makes those into data.

    Where `body`, the page, has the editor of rich text, styles may stand in it: the editor writes its own as it goes.
    """
    styles = "'unsafe-inline'" if RICH_TEXT_EDITOR in body else our_styles()
    return (
        f"{OURS_ALONE}; style-src 'self' {styles}; img-src 'self' data: blob:; font-src 'self'; frame-src 'self'; "
        f"frame-ancestors 'self'; report-uri {REPORTS}"
    )
