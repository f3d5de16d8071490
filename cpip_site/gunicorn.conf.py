"""gunicorn's settings: `gunicorn -c cpip_site/gunicorn.conf.py` serves the site."""

import ctypes
import gc
import os
import resource

from gunicorn.glogging import Logger

from cpip_site import settings

wsgi_app = "cpip_site.asgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
# An event loop: slow clients cost a socket each, not a thread. Figures and reasons stand in README's decisions.
worker_class = "asgi"
asgi_lifespan = "on"
preload_app = True
timeout = 30
graceful_timeout = 30
# Short, because a worker that ends waits for the connections that are kept.
keepalive = 5
max_requests = 1_000_000
max_requests_jitter = 100_000
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
logconfig_dict = settings.LOGGING


class Log(Logger):
    """Without an access log, which cpip_site.asgi writes for the requests that reach Django, and names nobody.

    With a `logconfig_dict` gunicorn would gather an address, a browser and a referrer for every request all the same.
    """

    access_log_enabled = False


logger_class = Log

# Every connection is a file: as many as the system allows.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))


# glibc keeps a heap for each thread, up to eight for each core; two are enough here, and save 20 MB a worker.
ctypes.CDLL(None).mallopt(-8, 2)


def when_ready(server) -> None:
    # Here, because Django has to be set up first.
    from cpip_site.doctor import what_runs

    # What is loaded before the fork stays shared; the collector would write into it, and so copy it.
    server.app.wsgi().delivery.warm()
    gc.collect()
    gc.freeze()
    server.log.info("Ready: %s", settings.BASE_URL, extra={"facts": what_runs()})
