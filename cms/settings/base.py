"""What is true in production. Every loosening lives in a sibling of this file.

Read from the environment:

=====================  ===================================================================
SECRET_KEY             required; Django's signing key
ALLOWED_HOSTS          required; comma-separated host names
PUBLIC_URL             required; the address people type, e.g. ``https://pascupas.exemplu``
DATA_DIR               where all state lives (default ``var/`` beside ``manage.py``)
DATABASE_URL           default SQLite in DATA_DIR; ``postgres://…`` for PostgreSQL
CACHE_URL              ``redis://…`` or ``valkey://…`` when several machines serve one site
RETENTION_MONTHS       a learner of whom nothing came for so long is forgotten (default 24)
PROXIES                how many proxies stand in front and extend X-Forwarded-For (default 0)
RELAY_TO               the parent that this box relays its facts to, e.g. ``https://…``
RELAY_ID, RELAY_TOKEN  as whom: what the parent's ``manage.py register_relay`` printed
RELAY_KEY              the parent's public key, for files carried by hand
SEALING_KEY            file of this server's private key (default in DATA_DIR, made on first need)
CERTIFICATE_SERIES     the series of the register that numbers certificates here, e.g. ``PCP``; one
                       database for each series. Default none: “being registered” in its place
CERTIFICATE_KEYS_DIR   the keys that sign Open Badges (default in DATA_DIR); shared by all nodes
H5P_ORIGIN             a second origin where H5P packages play, e.g. ``https://h5p.pascupas.exemplu``;
                       it answers nothing else. Default none: they play on our own
BUILD_DOCUMENTS        0: no PDFs in the background of this machine (another one makes them, or none)
LTI_CA_FILE            certificates (PEM) of an authority that platforms of schools use, beside those
                       that the system trusts
=====================  ===================================================================
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


def required(name: str) -> str:
    """The environment variable `name`; raises ImproperlyConfigured when it is missing or empty."""
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"Set the environment variable {name} (see cms/settings/base.py).")


BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
PUBLIC_URL = required("PUBLIC_URL").rstrip("/")
# Where packages play, which are code (docs/decisions/020-h5p.md).
H5P_ORIGIN = os.environ.get("H5P_ORIGIN", "").rstrip("/")
if H5P_ORIGIN:
    ALLOWED_HOSTS.append(urlsplit(H5P_ORIGIN).hostname or "")

# The rooms of the house, from the top of the stairs down (docs/decisions/001).
INSTALLED_APPS = [
    "lti",
    "progress",
    "courses",
    "tutorials",
    "directory",
    "offline",
    "paper",
    "cms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "csp",
    "lti.apps.ToolConfig",
]

MIDDLEWARE = [
    # Before all others: a second origin that answers with nothing but players.
    "tutorials.h5p.origin.second_origin",
    # First, so that a page already made costs neither a query nor the rest of this list.
    "cms.pagecache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.http.no_null_bytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.locale.PathLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.publishing.middleware.RefusedPublishingMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# Slots: where a lower room's template names a place, higher rooms fill it, read in order.
SLOTS = {
    "dock": ["directory.slots.dock"],
    "tutorial_tools": ["progress.slots.bookmark"],
    "steps_foot": ["progress.slots.kept_line"],
    "tutorial_foot": [
        "courses.slots.next_tutorial",
        "progress.slots.kept_line",
        "progress.slots.hand_over",
    ],
    "external_activity": ["lti.slots.way_to_activity"],
    "external_choice": ["lti.slots.choice"],
    "course_mine": ["progress.slots.certificate_pane"],
    "who": ["progress.slots.who"],
    "head": ["offline.slots.head"],
    "foot": ["offline.slots.foot", "progress.slots.who_foot", "progress.slots.foot"],
    "news": ["offline.slots.news", "progress.slots.idle"],
    "home_mine": ["progress.slots.continue_pane", "progress.slots.bookmarks"],
    "what_we_know": ["lti.slots.what_platforms_tell"],
    "device_page": ["progress.slots.device_pane", "progress.slots.hand_over"],
}
# Pages that open on a device without us, beside what is saved there, once something is saved or
# somebody came to one of them: names of addresses, each the same for everyone, with `data-away="no"`
# on its body (offline/shell.py).
SHELL_PAGES = ["who", "lock", "card"]
# What can be saved on a device: who provides packs (offline/contents.py), read in order.
PACKS = ["courses.packs.course"]
# Who knows what stands behind a frame that a saved page offers (offline/contents.py), read in order.
FRAMES = ["tutorials.h5p.pack.framed"]
# Who knows the origins that may stand around an H5P activity, beside ours: they show lessons in frames.
FRAMED_BY = ["lti.origins.anywhere"]
# What can be had as a PDF: who provides documents (paper/documents.py), read in order.
DOCUMENTS = ["tutorials.documents.of_page", "courses.documents.of_page"]
# Commands that the clock starts after changes of what pages show, and who says that work was left.
AFTER_CHANGES = {"build_documents": "paper.building.asked"}
# Commands that the clock starts as soon as somebody waits for them, and who says that somebody does.
WHEN_ASKED = {"build_batches": "paper.batches.asked"}
BUILD_DOCUMENTS = os.environ.get("BUILD_DOCUMENTS", "1") != "0"

# Commands that wait for others far away: the clock runs each once a minute, in a thread of its own.
ASIDE = ["send_scores"]

# Fact projections, the other seam: what higher rooms make of the facts that a sync has just stored,
# read in order (progress/projections.py).
FACT_PROJECTIONS = ["lti.classroom.scores.mark_due", "lti.platform.projection.participants"]
RETENTION_MONTHS = int(os.environ.get("RETENTION_MONTHS") or 24)

# --- Relay: to a parent (docs/decisions/013-relay.md) -----------------------------------------

RELAY_TO = os.environ.get("RELAY_TO", "").rstrip("/")
RELAY_ID = os.environ.get("RELAY_ID", "")
RELAY_TOKEN = os.environ.get("RELAY_TOKEN", "")
RELAY_KEY = os.environ.get("RELAY_KEY", "")
SEALING_KEY = os.environ.get("SEALING_KEY", "")

# What moderators may do in higher rooms, as permissions are named (cms/roles.py).
MODERATORS_MAY = [
    "progress.view_certificate",
    "progress.supervise_certificate",
    "progress.withdraw_certificate",
]

# What facilitators may do, who stand beside learners (docs/decisions/016-learning-card.md).
FACILITATORS_MAY = ["progress.issue_card"]

# The LTI tool (docs/decisions/021-lti.md).
LTI_CA_FILE = os.environ.get("LTI_CA_FILE", "")
LTI_HTTP_ON_LOOPBACK = False

# Certificates (docs/decisions/014-certificates.md).
CERTIFICATE_SERIES = os.environ.get("CERTIFICATE_SERIES", "")
CERTIFICATE_KEYS_DIR = Path(os.environ.get("CERTIFICATE_KEYS_DIR") or DATA_DIR / "certificate-keys")

# --- Data ---------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # proofs: 16 writers at once reach p99 2–3 s, so the busy timeout lies well above. FULL, since a
    # centre box is switched off at the wall.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = os.environ.get("CACHE_URL", "").replace("valkey://", "redis://", 1)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not CACHE_URL
    else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL},
}
# Bytes of finished pages that one worker keeps (compressed forms included).
PAGE_CACHE_BYTES = 24 * 1024 * 1024
# Bytes of packs that one worker keeps; a course of nine pages has about 1 MB of HTML.
PACK_CACHE_BYTES = 16 * 1024 * 1024

# --- Files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "cms.storage.HashedMediaStorage"},
    "staticfiles": {"BACKEND": "cms.storage.HashedStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 3600

# --- Language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "ro"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ro", _("Romanian")), ("en", _("English"))]
TIME_ZONE = "Europe/Bucharest"
USE_I18N = True
USE_TZ = True

# --- Security -------------------------------------------------------------------------------

AUTH_USER_MODEL = "cms.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"  # readers get no cookie, on no road
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows previews in a frame
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # … which is why it is not DENY
    "security.W021",  # a browsers' preload list is for the owner of the domain to join
]
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],  # Wagtail's admin writes inline scripts and styles
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [H5P_ORIGIN or SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long tutorial is a long form; Django's 1,000 loses it
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
PROXIES = int(os.environ.get("PROXIES") or 0)  # whose word on a client's address is taken

# --- Wagtail --------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Pas cu pas"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing from a third party, not even for editors
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ro", "Română"), ("en", "English")]
WAGTAILEMBEDS_FINDERS = []
WAGTAILIMAGES_IMAGE_MODEL = "cms.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "cms.CustomDocument"
WAGTAILDOCS_SERVE_METHOD = "direct"  # by cms.media, with ranges; nothing here is private
WAGTAILDOCS_EXTENSIONS = ["pdf", "mp3", "m4a", "ogg", "opus", "wav"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Logs -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # What editors do is in each page's history; what tasks do is heard of when they fail.
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # They tell of every step and every font.
        "weasyprint": {"level": "ERROR"},
        "weasyprint.progress": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        # It warns whenever the database refuses a fact that it has, which is how we learn of it
        # (progress/sync.py). Its errors reach us as exceptions.
        "psycopg": {"level": "ERROR"},
    },
}
