"""gunicorn's settings: `gunicorn -c cpip_site/gunicorn.conf.py` serves the site."""

import os

from cpip_site import settings

wsgi_app = "cpip_site.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 30
graceful_timeout = 30
keepalive = 30
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
# No address, no query, no referrer, no browser. The finder's paths are cut to their group.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
logger_class = "cpip_site.access_log.QuietLogger"


def when_ready(server) -> None:
    server.log.info("Ready: %s", settings.BASE_URL)


def post_worker_init(worker) -> None:
    # After the fork: threads do not live through one.
    worker.wsgi.start()
