"""What every installation shares. What differs is read from the environment; docs/settings.md lists every variable."""

import importlib.util
import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from maps.basemap.choice import foreign_origins

BASE_DIR = Path(__file__).resolve().parents[3]
PRIVATE_DIR = Path(os.environ.get("PRIVATE_DIR", BASE_DIR / ".private"))
SEARCH_SNAPSHOT_DIR = Path(os.environ.get("SEARCH_SNAPSHOT_DIR", PRIVATE_DIR / "search"))
BUILD_DIR = BASE_DIR / "build"
NODE_MODULES = BASE_DIR / "node_modules"


def switched_on(name: str, *, default: bool = False) -> bool:
    """Whether the environment variable `name` says yes (1, true, yes, on) rather than no."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def listed(name: str) -> list[str]:
    """The comma-separated values of the environment variable `name`, without blanks."""
    return [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]


def secret_key() -> str:
    """SECRET_KEY of the environment, or one generated once into the private folder."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    kept = PRIVATE_DIR / "secret-key"
    if not kept.exists():
        PRIVATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


def bundled_library(package: str, pattern: str) -> str | None:
    """The shared library that the wheel of `package` carries, or None where the system's is used instead.

    Debian 12's own GDAL cannot be forbidden to reach files and networks, so the one inside the wheel is preferred.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    found = sorted((Path(spec.origin).parent.parent / f"{package}.libs").glob(pattern))
    return str(found[0]) if found else None


GDAL_LIBRARY_PATH = os.environ.get("GDAL_LIBRARY_PATH") or bundled_library("pyogrio", "libgdal*.so*")
GEOS_LIBRARY_PATH = os.environ.get("GEOS_LIBRARY_PATH") or bundled_library("shapely", "libgeos_c*.so*")

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "http://localhost:8000").rstrip("/")
DEMO = switched_on("DEMO")

INSTALLED_APPS = [
    "ui",
    "cms",
    "maps",
    "badges",
    "opportunities",
    "people",
    "geodata",
    "wagtail_localize",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "maps.lean.LeanMiddleware",
    "maps.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.doors.CityDoors",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


def database() -> dict[str, object]:
    """The PostGIS database that DATABASE_URL names; manage.py sets it to the private cluster's where it is missing."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        message = (
            "DATABASE_URL is not set. Start through manage.py, or set it to postgis://USER:PASSWORD@HOST:PORT/NAME."
        )
        raise ImproperlyConfigured(message)
    settings = dj_database_url.parse(url)
    settings["ENGINE"] = "django.contrib.gis.db.backends.postgis"
    settings["CONN_MAX_AGE"] = 600
    settings["CONN_HEALTH_CHECKS"] = True
    return dict(settings)


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "wagtailadmin_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("lt", _("Lithuanian")),
    ("lv", _("Latvian")),
    ("fi", _("Finnish")),
    ("nl", _("Dutch")),
]
LOCALE_PATHS = [BASE_DIR / "site" / "ui" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
TIME_ZONE = "Europe/Vilnius"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
# build/static holds what the set-up makes out of packages: fonts, icon sprite, map library, basemap.
STATICFILES_DIRS = [BUILD_DIR / "static"] if (BUILD_DIR / "static").is_dir() else []
MEDIA_URL = "/media/"
MEDIA_ROOT = PRIVATE_DIR / "media"

PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Letters to co-authors, owners and those who proposed something; sent by the worker.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = switched_on("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Learnmap <learnmap@localhost>")

# What stands behind the offline geocoder: "", or nominatim / photon / pelias with the service's address.
GEOCODING_SERVICE = os.environ.get("GEOCODING_SERVICE", "")
GEOCODING_ADDRESS = os.environ.get("GEOCODING_ADDRESS", "")
GEOCODING_USER_AGENT = os.environ.get("GEOCODING_USER_AGENT", "")
GEOCODING_FOR_VISITORS = switched_on("GEOCODING_FOR_VISITORS")
# "" for the one built at set-up, the path of a PMTiles file, or the address of a MapLibre style.
BASEMAP = os.environ.get("BASEMAP", "")
# The hosts that a style of somebody else's fetches tiles and letters from, beside its own.
BASEMAP_ORIGINS = foreign_origins(BASEMAP, listed("BASEMAP_ORIGINS"))

# A page asks nobody but this site for anything, unless the operator chose a foreign basemap: the promise to visitors,
# many of them minors, as a header.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *BASEMAP_ORIGINS],
        "connect-src": [SELF, *BASEMAP_ORIGINS],
        "worker-src": [SELF, "blob:"],
        "font-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    },
}

WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_SITE_NAME = "Learnmap"
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAILADMIN_USER_LOGIN_FORM = "cms.signing_in.SignInForm"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # who may read a page is asked of accounts, not of a password
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
SILENCED_SYSTEM_CHECKS = [
    "wagtailadmin.W003"
]  # the preview needs frames of the same origin, which /admin/ allows itself

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"whereabouts": {"()": "config.logs.HideWhereabouts"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["whereabouts"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # Django's own handlers would say everything a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
