"""Django alone, as a WSGI application. asgi.py puts the page cache before it; `make dev` serves it bare."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpip_site.settings")

application = get_wsgi_application()

from cpip_site import database_waits  # noqa: E402 - its settings are there now

database_waits.limit()
