"""Every setting of the product, read once from the environment; a bad value stops the start with one sentence.

Secrets come as NAME or, from a file, as NAME_FILE. Nothing here has a default that would be unsafe in production.
"""

import base64
import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from boundaries.logs.lines import chosen

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def secret(name: str, default: str | None = None) -> str:
    """The secret called ``name``, from the variable itself or from the file that ``name_FILE`` points at."""
    if path := env.str(f"{name}_FILE", default=""):
        try:
            return Path(path).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {path}") from error
    value: str = env.str(name, default=default or "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to the file that holds it.")
    return value


def key(name: str) -> bytes:
    """A secret of 32 bytes, written in base64."""
    try:
        value = base64.b64decode(secret(name), validate=True)
    except ValueError as error:  # also for letters that base64 does not have
        raise ImproperlyConfigured(f"{name} must be base64.") from error
    if len(value) != 32:  # noqa: PLR2004 -- AES-256 takes 32 bytes, no other number makes sense
        raise ImproperlyConfigured(f"{name} must hold 32 bytes, this one holds {len(value)}.")
    return value


# --- What kind of start this is -----------------------------------------------------------------------------------------
DEMO = env.bool("DEMO", default=False)
DEBUG = False
SECRET_KEY = secret("SECRET_KEY")
KEY_ENCRYPTION_KEY = key("KEY_ENCRYPTION_KEY")
INDEX_KEY = key("INDEX_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", default=not DEMO)
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- The packages, lowest first; higher ones are named by string only ---------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "csp",
    "boundaries",
    "accounts",
    "policies",
    "incidents",
]
REACTION_MODULES = [
    "boundaries.notices.tasks",
    "accounts.imports.tasks",
    "accounts.routing.tasks",
    "policies.adoption.tasks",
    "policies.versions.tasks",
    "policies.acknowledgements.tasks",
    "policies.campaigns.tasks",
    "policies.moments.tasks",
    "policies.training.tasks",
    "policies.training.needs.tasks",
    "policies.contacts.tasks",
    "policies.gifts.tasks",
    "policies.disclosures.routes.tasks",
    "policies.disclosures.clocks.tasks",
    "policies.exceptions.routes.tasks",
    "policies.exceptions.clocks.tasks",
    "policies.channels.tasks",
    "incidents.routes.tasks",
    "incidents.routes.leaving",
    "incidents.clocks.tasks",
    "incidents.reports.tasks",
    "incidents.emergency.tasks",
    "incidents.lifting.tasks",
]

MIDDLEWARE = [
    "boundaries.logs.middleware.RequestLine",
    "boundaries.web.middleware.ResponseHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "boundaries.access.middleware.DeclaredDoors",
    "accounts.signin.middleware.SessionLimits",
    "accounts.tokens.middleware.TokenBearer",
    "accounts.signin.middleware.CurrentActor",
    "accounts.secondfactor.middleware.ProvenOnly",
    "boundaries.access.middleware.SpeaksForActor",
    "accounts.limits.middleware.ApiLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "policies.gate.middleware.PoliciesFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "boundaries.errors.middleware.ErrorPages",
]
ROOT_URLCONF = "boundaries.urls"
WSGI_APPLICATION = "boundaries.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        **env.db_url_config(secret("DATABASE_URL")),
        "ENGINE": "boundaries.access.backend",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
    }
}
REDIS_URL = secret("REDIS_URL")

# --- Pages --------------------------------------------------------------------------------------------------------------
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"page": "boundaries.web.templatetags.page"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "boundaries.web.context.frame",
                "accounts.signin.context.navigation",
                "incidents.home.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "boundaries.web.forms.renderer.PageRenderer"
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="https://www.wikipedia.org/")
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".data" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our styles
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024  # uploads stay in memory: no plain copy ever touches the disk
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Words --------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Signing in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.backends.PersonBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "signin:sign_in"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=20 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=10 * 60 * 60)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "boundaries.errors.views.csrf_failure"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

# --- Headers ------------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"  # each document softens it to same-origin for its own forms: templates/base.html
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^ready$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- API ----------------------------------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=300)
API_WRITES_PER_MINUTE = env.int("API_WRITES_PER_MINUTE", default=60)
API_TOKEN_REQUESTS_PER_MINUTE = env.int("API_TOKEN_REQUESTS_PER_MINUTE", default=200)
API_UNKNOWN_REQUESTS_PER_MINUTE = env.int("API_UNKNOWN_REQUESTS_PER_MINUTE", default=60)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.authentication.TokenActor",
        "accounts.signin.authentication.SessionActor",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["boundaries.access.api.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "boundaries.web.described.Described",
    "EXCEPTION_HANDLER": "boundaries.errors.api.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Boundaries",
    "DESCRIPTION": "Whatever a person can do in the browser they can do here, by the same rules.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["boundaries.access.api.SignedIn"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "StaffKind": "accounts.staff.choices.StaffKind",
        "Role": "accounts.appointments.choices.Role",
        "AppointmentStatus": "accounts.appointments.choices.AppointmentStatus",
        "AssignmentRole": "accounts.assignments.choices.AssignmentRole",
        "ClientKind": "accounts.clients.choices.ClientKind",
        "ClientStatus": "accounts.clients.choices.ClientStatus",
        "ImportKind": "accounts.imports.choices.ImportKind",
        "ImportStatus": "accounts.imports.choices.ImportStatus",
        "AppendixKind": "policies.library.choices.AppendixKind",
        "Category": "policies.library.choices.Category",
        "ExceptionPath": "policies.library.choices.ExceptionPath",
        "Seriousness": "policies.library.choices.Seriousness",
        "Strength": "policies.library.choices.Strength",
        "Weight": "policies.library.choices.Weight",
        "Office": "policies.library.choices.Office",
        "Binds": "policies.library.choices.Binds",
        "BoundTowards": "policies.library.choices.ClientKind",
        "Expects": "policies.library.choices.Expects",
        "Verdict": "policies.situations.choices.Verdict",
        "Towards": "policies.situations.choices.Towards",
        "Happened": "policies.situations.choices.Happened",
        "Danger": "incidents.reports.choices.Danger",
        "DangerHere": "policies.situations.choices.Danger",
        "Worker": "policies.situations.choices.Worker",
        "WayOn": "policies.situations.choices.Way",
        "VersionStatus": "policies.library.choices.VersionStatus",
        "VersionChange": "policies.versions.api.CHANGES",
        "ReportKind": "incidents.reports.choices.ReportKind",
        "ReportStatus": "incidents.reports.api.SENT",
        "PartyRole": "incidents.reports.choices.PartyRole",
        "KeptOutFor": "accounts.grants.choices.ExclusionSource",
        "BookKind": "incidents.book.choices.BookKind",
        "BookSource": "incidents.book.choices.SourceKind",
        "DiscussedWhere": "incidents.book.choices.DiscussedWhere",
        "LiftingStatus": "incidents.lifting.choices.LiftingStatus",
        "ToldHow": "policies.rights.choices.Form",
        "ToldAbout": "policies.rights.choices.ItemKind",
        "ConsentState": "policies.rights.choices.ConsentState",
        "ConsentAbout": "policies.rights.choices.ConsentAbout",
        "GroupKind": "policies.rights.choices.GroupKind",
        "ApprovedChannelKind": "policies.channels.choices.ChannelKind",
        "AccountStatus": "policies.channels.choices.AccountStatus",
        "AccountClosing": "policies.channels.choices.Closing",
        "AccountRecovery": "policies.channels.choices.Recovery",
        "ToldChannel": "incidents.reports.choices.Channel",
        "ContactKind": "policies.contacts.choices.ContactKind",
        "ContactChannel": "policies.contacts.choices.ContactChannel",
        "ContactState": "policies.contacts.choices.ContactState",
        "CompanyKind": "policies.contacts.choices.CompanyKind",
        "BegunBy": "policies.contacts.choices.BegunBy",
        "Lasted": "policies.contacts.choices.Lasted",
        "Recognised": "policies.contacts.choices.Recognised",
        "Moved": "policies.contacts.choices.Moved",
        "DisclosedTowards": "policies.disclosures.choices.Towards",
        "DisclosureKind": "policies.disclosures.choices.DisclosureKind",
        "DisclosureStatus": "policies.disclosures.choices.DisclosureStatus",
        "DisclosureNature": "policies.disclosures.choices.Nature",
        "DisclosureTiming": "policies.disclosures.choices.Timing",
        "DisclosureDirection": "policies.disclosures.choices.Direction",
        "DisclosureOutcome": "policies.disclosures.choices.Outcome",
        "PlanExtent": "policies.disclosures.choices.Extent",
        "Whereabouts": "policies.disclosures.choices.Whereabouts",
        "ExceptionStatus": "policies.exceptions.choices.ExceptionStatus",
        "ExceptionKind": "policies.exceptions.choices.ExceptionKind",
        "ExceptionRisk": "policies.exceptions.choices.RiskLevel",
        "ExceptionSeat": "policies.exceptions.choices.Seat",
        "ExceptionAnswer": "policies.exceptions.choices.Answer",
        "ExceptionWent": "policies.exceptions.choices.Went",
        "ExceptionTurn": "policies.exceptions.choices.Turn",
        "CampaignStatus": "policies.campaigns.choices.CampaignStatus",
        "GiftDirection": "policies.gifts.choices.Direction",
        "GiftHappening": "policies.gifts.choices.Happening",
        "GiftGiver": "policies.gifts.choices.Giver",
        "GiftKind": "policies.gifts.choices.GiftKind",
        "GiftFate": "policies.gifts.choices.Fate",
        "GiftOwnIdea": "policies.gifts.choices.OwnIdea",
        "GiftProposer": "policies.gifts.choices.Proposer",
        "GiftEntitled": "policies.gifts.choices.Entitled",
        "GiftState": "policies.gifts.choices.GiftState",
        "GiftVerdict": "policies.gifts.choices.Verdict",
        "GiftBasis": "policies.gifts.choices.Basis",
        "Currency": "policies.gifts.currencies.CHOICES",
        "Moment": "policies.moments.choices.Moment",
        "AskingStatus": "policies.moments.choices.AskingStatus",
        "AttestationAnswer": "policies.moments.choices.Answer",
    },
}

# --- The doorbell: Celery and Redis carry no payload and hold no truth -----------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_BEAT_SCHEDULE = {"ring": {"task": "boundaries.outbox.tasks.drain", "schedule": 5.0, "options": {"expires": 5}}}
RELAY_SECONDS = env.float("RELAY_SECONDS", default=2.0)

# --- Mail: content-free; in demo mode it lands in a mailbox one can open in the browser --------------------------------------
EMAIL_BACKEND = "boundaries.notices.mailbox.DemoMailbox" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
if not DEMO:
    vars().update(env.email_url_config(secret("EMAIL_URL", default="smtp://localhost:25")))
EMAIL_TIMEOUT = 10
ADDRESS_BOOK = "accounts.staff.queries.mail_address"  # who may be mailed where: named by string, for it stands higher
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Boundaries <no-reply@boundaries.invalid>")

# --- Logs: names of things, never their content --------------------------------------------------------------------------------
LOGGING_CONFIG = "boundaries.logs.lines.configure"
LOGGING = chosen(os.environ)
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # its backend is left out on purpose: it answers has_perm with superusers in and nobody kept out
]
