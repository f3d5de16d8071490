"""What gunicorn serves: Django behind the page cache."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpip_site.settings")

django_application = get_wsgi_application()

from cpip_site.delivery import Delivery  # noqa: E402 - Django has to be set up first

application = Delivery(django_application)
