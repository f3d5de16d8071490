"""Django's settings. What differs between machines comes from the environment: see .env.example."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from cpip_site.environment import BASE_DIR as BASE_DIR
from cpip_site.environment import VAR_DIR as VAR_DIR
from cpip_site.environment import Environment
from cpip_site.sign_in_settings import *  # noqa: F403 - passwords, and every setting of django-allauth
from cpip_site.upload_settings import *  # noqa: F403 - what editors may upload

env = Environment()

DEBUG = env.read("bool", "DEBUG", False)
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.read("list", "SECRET_KEY_FALLBACKS", [])
PORT = env.whole_number("PORT", 8000, 1, 65535)
WEB_CONCURRENCY = env.whole_number("WEB_CONCURRENCY", 2, 1, 64)
BASE_URL = env.web_address("BASE_URL", f"http://127.0.0.1:{PORT}")
ADMIN_HOST = env.admin_host(BASE_URL)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# Last, because Wagtail previews under the first what has no address of its own.
ALLOWED_HOSTS = [*(host for host in ALLOWED_HOSTS if host != ADMIN_HOST), *([ADMIN_HOST] if ADMIN_HOST else [])]
OVER_TLS = BASE_URL.startswith("https://")
# Whose X-Forwarded-For is believed. TLS ends at a proxy, on this machine unless TRUSTED_PROXIES says where.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", ["127.0.0.1", "::1"] if OVER_TLS else [])
ADMIN_NETWORKS = env.networks("ADMIN_NETWORKS", [])

# --- what is installed ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cpip_site",
    "pages",
    "contacts",
    "pages.inbox",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cpip_site.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cpip_site.admin_scripts.ScriptsAsData",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cpip_site.gate.Gate",
    "contacts.approval_hooks.SayWhyRefused",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cpip_site.urls"
WSGI_APPLICATION = "cpip_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": ["pages.templatetags.pages_tags"],
        },
    }
]

# --- data ----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cpip_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},  # others' memory would be old
}
if redis_url := env.redis():
    # Only this one: without Redis nobody signs in, and every page is still made.
    CACHES["shared"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
MAKE_PAGES_BEFOREHAND = True  # tests that start many servers have each page made when it is asked for
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": env.media(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- mail ----------------------------------------------------------------------------------------------------------
globals().update(env.mail())

# --- sign-in -------------------------------------------------------------------------------------------------------
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
# Ended by 30 idle minutes, by 8 hours, and with the browser. Never SESSION_SAVE_EVERY_REQUEST: it opened CVEs.
SESSION_IDLE_AGE = 30 * 60
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- what the browser is told --------------------------------------------------------------------------------------
# The prefix makes browsers refuse such a cookie from anywhere but this host over TLS.
SESSION_COOKIE_NAME = "__Host-sessionid" if OVER_TLS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if OVER_TLS else "csrftoken"
CSRF_COOKIE_AGE = None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = OVER_TLS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked for from within
SECURE_HSTS_SECONDS = 63072000 if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OVER_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_TLS else None
# `no-referrer` makes browsers send `Origin: null`, and every form of Django's then fails over https.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cpip_site.errors.forged_form"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
X_FRAME_OPTIONS = "DENY"  # Wagtail itself allows the frames of its previews
# RFC 9116 asks for less than a year ahead. Move it on at each release.
SECURITY_TXT_CONTACT = f"{BASE_URL}/contact-us/"
SECURITY_TXT_EXPIRES = datetime(2027, 9, 30, tzinfo=UTC)

# --- Wagtail -------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Child Protection Improvement Programme"
WAGTAILADMIN_BASE_URL = BASE_URL
if ADMIN_HOST:
    _at = urlsplit(BASE_URL)
    WAGTAILADMIN_BASE_URL = f"{_at.scheme}://{ADMIN_HOST}{f':{_at.port}' if _at.port else ''}"
# Off, because each leaks or opens a door: gravatar, the update check, embeds, passwords by mail, private pages.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_PASSWORD_RESET_ENABLED = False
# One clock for everybody: "from Monday 00:01" means Scotland's Monday.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_PRIVATE_PAGES = {"SHARED_PASSWORD": False}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

env.error_reports()

# --- log: to standard output, without addresses, queries or places --------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "cpip_site.logs.Line"}},
    "filters": {"no_place": {"()": "cpip_site.logs.NoPlace"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["no_place"],
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("django", "django_tasks", "fido2", "wagtail")}
    | {name: {"level": "ERROR"} for name in ("django.request", "django.security")}
    | {"gunicorn.error": {"level": "INFO", "propagate": True}},
}
