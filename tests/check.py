"""Every check, each with its time, in lanes side by side. Ends with a list of what failed. `make test` runs it."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PACKAGES = ["contacts", "pages", "cpip_site"]
# One more than many machines have cores: browsers and databases are waited for.
LANES = 3
IN_CI = os.environ.get("CI") == "true"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
# check --deploy asks how the site would stand in production.
PRODUCTION = {
    "SECRET_KEY": "kept-for-this-one-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "www.example.scot",
    "BASE_URL": "https://www.example.scot",
}


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def tracked(pattern: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=BASE, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    return listed or [str(path.relative_to(BASE)) for path in (BASE / "templates").rglob("*.html")]


Check = tuple[str, list[str], dict[str, str]]
COLLECT = "from cpip_site.management.commands.serve import Command; Command().collect_static()"
# First, because three of the checks serve the site: they find these collected and compressed.
STATIC_FILES: Check = ("static files", [sys.executable, "manage.py", "shell", "-v", "0", "-c", COLLECT], PRODUCTION)


def checks() -> list[Check]:
    """The short ones, then the longest first; the outages, which measure how soon visitors are answered, at the end."""
    pytest = [sys.executable, "-m", "pytest", "-q"]
    tests = [*in_a_browser(pytest), ("tests on SQLite", pytest, {}), *on_postgresql(pytest), *with_faults(pytest)]
    return [*static_checks(), *tests]


def static_checks() -> list[Check]:
    templates = tracked("templates/*.html")
    manage = [sys.executable, "manage.py"]
    return [
        ("ruff check", tool("ruff", "check", "--quiet", "."), {}),
        ("ruff format", tool("ruff", "format", "--check", "--quiet", "."), {}),
        ("djade", tool("djade", "--check", "--target-version", "5.2", *templates), {}),
        ("djhtml", tool("djhtml", "--check", "--tabwidth", "2", *templates), {}),
        ("djlint", tool("djlint", "--lint", "--quiet", "templates"), {}),
        # As a module, so that this folder comes first: textstat installs a package that is called `tests` too.
        ("mypy", [sys.executable, "-m", "mypy", "--no-error-summary", *PACKAGES], SETTINGS),
        ("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        ("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"], SETTINGS),
        ("next year's holidays", [*manage, "check_holidays"], SETTINGS),
    ]


def on_postgresql(pytest: list[str]) -> list[Check]:
    if url := os.environ.get("TEST_DATABASE_URL"):
        return [("tests on PostgreSQL", pytest, {"DATABASE_URL": url})]
    skip("tests on PostgreSQL", "set TEST_DATABASE_URL=postgres://user@127.0.0.1:5432/postgres")
    return []


def in_a_browser(pytest: list[str]) -> list[Check]:
    if browser := shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        arguments = ["tests/browser", "-m", "browser", "-rs"]
        return [("tests in a browser", [*pytest, *arguments], {"CHROMIUM": browser})]
    skip("tests in a browser", "install Chromium, for example: apt-get install chromium")
    return []


def with_faults(pytest: list[str]) -> list[Check]:
    """With servers of their own, which they kill and start again."""
    has_postgresql = shutil.which("pg_ctl") or list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if has_postgresql and shutil.which("nginx") and shutil.which("redis-server"):
        by_time = ["test_outages.py", "test_database_outages.py"]
        rest = [f"--ignore=tests/faults/{name}" for name in by_time]
        return [
            ("tests behind nginx", [*pytest, "tests/faults", "-m", "faults", *rest], {}),
            *((f"tests with {name}", [*pytest, f"tests/faults/{name}", "-m", "faults"], {}) for name in by_time),
        ]
    skip(
        "tests behind nginx and with outages",
        "install the servers, for example: apt-get install nginx postgresql redis-server",
    )
    return []


missing: list[str] = []


def skip(name: str, how: str) -> None:
    print(f"skipped: {name} ({how})", flush=True)
    missing.append(name)


def main() -> int:
    if not passes(STATIC_FILES):
        return 1
    todo = checks()
    with ThreadPoolExecutor(LANES) as lanes:
        failed = [name for (name, *_), passed in zip(todo, lanes.map(passes, todo), strict=True) if not passed]
    if IN_CI:
        failed += missing
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery check passed.")
    return 1 if failed else 0


def passes(check: Check) -> bool:
    name, command, own = check
    start = time.monotonic()
    print(f"== {name}", flush=True)
    environment = {**os.environ, "DATABASE_URL": "", "VAR_DIR": str(folder_for(name)), **own}
    ended = subprocess.run(
        command, cwd=BASE, env=environment, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    verdict = "ok" if ended.returncode == 0 else f"FAILED ({ended.returncode})"
    # A check's output in one piece, so that the lanes do not mix.
    print(f"{ended.stdout}== {name}: {verdict}, {time.monotonic() - start:.0f} s", flush=True)
    return ended.returncode == 0


def folder_for(name: str) -> Path:
    """What is written at the same time goes into different folders. The static files are the same for all."""
    folder = BASE / "var" / f"check-{name.replace(' ', '-')}"
    folder.mkdir(parents=True, exist_ok=True)
    if name != STATIC_FILES[0] and not (folder / "static").exists():
        (folder / "static").symlink_to(folder_for(STATIC_FILES[0]) / "static")
    return folder


if __name__ == "__main__":
    sys.exit(main())
