"""The Nu HTML checker (the W3C's own) over every kind of page. It needs Java, and npm to fetch it once."""

import json
import shutil
import subprocess

import pytest

from tests.browser.kinds import KINDS, SENT, TYPED, open_kind, source_of
from tests.browser.server import BASE

FOLDER = BASE / "var" / "vnu"
JAR = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture(scope="module")
def checker():
    if not shutil.which("java"):
        pytest.skip("the Nu HTML checker needs Java, for example: apt-get install default-jre-headless")
    if not JAR.exists():
        if not shutil.which("npm"):
            pytest.skip("the Nu HTML checker needs npm, for example: apt-get install npm")
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", FOLDER, "vnu-jar@26"]
        if subprocess.run(command, check=False, timeout=180, capture_output=True).returncode:
            pytest.skip("the Nu HTML checker could not be fetched with npm")
    return JAR


def test_the_html_of_every_kind_of_page_has_no_error(checker, base_url, tmp_path, page):
    for kind in [*KINDS, *TYPED]:
        (tmp_path / f"{kind}.html").write_bytes(source_of(base_url, kind))
    came = []
    page.on("response", lambda response: response.request.is_navigation_request() and came.append(response))
    for kind in SENT:
        open_kind(page, base_url, kind)
        (tmp_path / f"{kind}.html").write_bytes(came[-1].body())
    command = ["java", "-Xss2m", "-jar", checker, "--format", "json", *sorted(tmp_path.iterdir())]
    done = subprocess.run(command, check=False, timeout=240, capture_output=True, text=True)
    messages = json.loads(done.stderr)["messages"]
    assert {(each["url"].rpartition("/")[2], each["message"], each.get("extract", "")) for each in messages} == set()
    assert done.returncode == 0
