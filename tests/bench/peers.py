"""What the site is compared with in the same run: a bare answer, nginx with the same bytes, a `wagtail start` site."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.faults.servers import SECRET_KEY, Process, free_port

HELLO = """
import json
kept = json.load(open({kept!r}))
body = open({body!r}, "rb").read()
headers = [(name.encode(), value.encode()) for name, value in kept]

async def application(scope, receive, send):
    await send({{"type": "http.response.start", "status": 200, "headers": headers}})
    await send({{"type": "http.response.body", "body": body}})
"""

SETTINGS = f"""
from .base import *
DEBUG = False
SECRET_KEY = "{SECRET_KEY}"
ALLOWED_HOSTS = ["*"]
"""

MODEL = """

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField


class ContentPage(Page):
    body = RichTextField()
    content_panels = Page.content_panels + [FieldPanel("body")]
"""

TEMPLATE = """{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}<h1>{{ page.title }}</h1>{{ page.body|richtext }}{% endblock %}
"""

FILL = """
from home.models import ContentPage, HomePage
body = "".join(f"<h2>Part {n}</h2><p>{'What was found, and what was done about it. ' * 12}</p>" for n in range(20))
home = HomePage.objects.get()
section = home.add_child(instance=ContentPage(title="Section", slug="section", body="<p>Here.</p>"))
section.add_child(instance=ContentPage(title="Content", slug="content", body=body))
"""


def hello(folder: Path, headers: list[list[str]], body: bytes) -> Process:
    """The same headers and bytes, with nothing to decide, on the same worker of gunicorn."""
    kept, file = folder / "hello.json", folder / "hello.body"
    kept.write_text(json.dumps(headers))
    file.write_bytes(body)
    (folder / "hello.py").write_text(HELLO.format(kept=str(kept), body=str(file)))
    port = free_port()
    options = ["-k", "asgi", "-w", "1", "--no-control-socket", "--chdir", str(folder), "--bind", f"127.0.0.1:{port}"]
    return Process(port, folder / "hello.log", [sys.executable, "-m", "gunicorn", *options, "hello:application"])


def static(folder: Path, body: bytes) -> Process:
    """nginx with the page as a file, compressed beforehand."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_bytes(body)
    (pages / "index.html.gz").write_bytes(gzip.compress(body, 9))
    for each in (folder, pages):
        each.chmod(0o755)
    port = free_port()
    config = folder / "static.conf"
    config.write_text(
        f"pid {folder}/static.pid;\nerror_log {folder}/static.log;\ndaemon off;\nworker_processes 1;\n"
        f"{'user root;' if os.getuid() == 0 else ''}\nevents {{ worker_connections 512; }}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; keepalive_requests 1000000; server {{ "
        f"listen 127.0.0.1:{port}; root {pages}; gzip_static on; }} }}\n"
    )
    return Process(port, folder / "static.out", ["nginx", "-c", str(config)])


def wagtail_start(folder: Path) -> Process:
    """What `wagtail start` gives, with one content page of some 12 KB: its own gunicorn line, one worker."""
    place = folder / "peer"
    place.mkdir()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "peer.settings.bench", "PYTHONPATH": str(place)}
    environment.pop("DATABASE_URL", None)

    def run(*command: str) -> None:
        subprocess.run(command, cwd=place, env=environment, check=True, capture_output=True)

    subprocess.run(
        [str(Path(sys.executable).with_name("wagtail")), "start", "peer", str(place)], check=True, capture_output=True
    )
    (place / "peer/settings/bench.py").write_text(SETTINGS)
    models = place / "home/models.py"
    models.write_text(models.read_text() + MODEL)
    (place / "home/templates/home/content_page.html").write_text(TEMPLATE)
    manage = [sys.executable, "manage.py"]
    run(*manage, "makemigrations", "home")
    run(*manage, "migrate")
    run(*manage, "shell", "-c", FILL)
    run(*manage, "collectstatic", "--noinput")
    port = free_port()
    options = ["--preload", "-w", "1", "-k", "gthread", "--threads", "4", "--no-control-socket", "--chdir", str(place)]
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "peer.wsgi:application"]
    return Process(port, folder / "peer.log", command, environment)
