"""What a page may load and run (Content-Security-Policy, level 3), one policy for each part of the site."""

from contacts import FINDER_PATH
from pages.styles import stylesheet_hashes

REPORTS = "/csp-report/"
# Nothing tells that somebody was here, a report about a browser's extension included.
UNOBSERVED = (FINDER_PATH, "/safety/")
# Wagtail's editor of rich text, and the tool that marks what matters in a picture: both write styles as they go.
WRITE_STYLES = (b"wagtailadmin/js/draftail", b"vendor/jquery.Jcrop")
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

    Only where `body`, the page, has one of WRITE_STYLES in it may styles stand in the page.
    """
    styles = "'unsafe-inline'" if any(name in body for name in WRITE_STYLES) else our_styles()
    return (
        f"{OURS_ALONE}; style-src 'self' {styles}; img-src 'self' data: blob:; font-src 'self'; frame-src 'self'; "
        f"frame-ancestors 'self'; report-uri {REPORTS}"
    )
