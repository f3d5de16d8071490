"""What no code of ours does, looked up in the code itself; and what it is made of is fixed to the byte."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(__file__).resolve().parent.parent
MODULES = [path for folder in ("contacts", "pages", "cpip_site") for path in BASE.glob(f"{folder}/**/*.py")]
TEMPLATES = list(BASE.glob("templates/**/*.html"))
SCRIPTS = list(BASE.glob("static/**/*.js"))
# What runs text as code or as a command, reads objects from bytes, or builds SQL out of words.
NEVER = {
    "eval", "exec", "compile", "os.system", "os.popen", "pickle", "marshal", "shelve", "yaml.load", "random",
    "hashlib.md5", "hashlib.sha1", "RawSQL", "objects.raw", "extra", "_create_unverified_context",
}  # fmt: skip
ALLOWED = {"re.compile"}  # makes a pattern
UNSAFE_SCRIPT = re.compile(r"\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function")


def calls_and_imports(path: Path) -> set[str]:
    """Every name that the module calls (`os.system`, and its last part) or imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found |= set() if name in ALLOWED else {name, name.rpartition(".")[2], ".".join(name.split(".")[-2:])}
            found |= {"shell=True"} & {ast.unparse(word) for word in node.keywords}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""}
    return found


def test_no_code_runs_text_opens_a_shell_unpickles_or_builds_sql_of_words():
    guilty = {path.name: words for path in MODULES if (words := calls_and_imports(path) & (NEVER | {"shell=True"}))}
    assert not guilty


def test_the_search_for_such_code_finds_some(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import pickle, re\nre.compile('a')\nrows.extra(where=[x])\nrun(x, shell=True)\nos.system(x)\neval(x)\n"
    )
    assert calls_and_imports(bad) & (NEVER | {"shell=True"}) == {
        "pickle", "extra", "shell=True", "os.system", "eval",
    }  # fmt: skip


def test_no_template_switches_escaping_off():
    for path in TEMPLATES:
        assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", path.read_text()), path


def test_no_script_makes_html_or_code_of_text():
    for path in SCRIPTS:
        assert not UNSAFE_SCRIPT.search(path.read_text()), path


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_package_is_pinned_to_a_version_and_its_bytes(name):
    text = re.sub(r"\\\n", " ", (BASE / name).read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    for line in lines:
        assert re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line[:60]


def test_nothing_is_installed_that_the_site_does_not_use():
    unwanted = ("styleguide", "api", "debug_toolbar", "django.contrib.admin", "contrib.sitemaps", "gis", "locales")
    assert not [app for app in settings.INSTALLED_APPS for word in unwanted if word in app.split(".") or app == word]
    assert "django.middleware.locale.LocaleMiddleware" not in settings.MIDDLEWARE
    assert "UpdateCacheMiddleware" not in " ".join(settings.MIDDLEWARE)


def test_sessions_hold_words_and_not_objects():
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
