"""Django's settings, made from the environment and from what stays the same everywhere."""

import secrets
from pathlib import Path

import dj_database_url

from .environment import read_environment

MADANG = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent

for folder in (MADANG.data, MADANG.data / "files", MADANG.data / "wake", MADANG.data / "workers"):
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _secret_key(file: Path) -> str:
    """The installation's secret, made at its first start; whoever has it can sign in as anybody."""
    try:
        with file.open("x", encoding="ascii") as new:
            file.chmod(0o600)
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")


SECRET_KEY = _secret_key(MADANG.data / "secret.key")
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    *(["procrastinate.contrib.django"] if MADANG.on_postgres else []),
    "madang.lib.jobs",
    "madang.ui",
    "madang.history",
    "madang.brands",
    "madang.accounts",
    "madang.channels",
    "madang.tickets",
    "madang.realtime",
    "madang.delivery",
    "madang.search",
    "madang.intake",
    "madang.routing",
    "madang.notifications",
    "madang.api",
    "madang.portal",
    "madang.setup",
    "madang.desk",
    "madang.config",
]

MIDDLEWARE = [
    "madang.config.hosts.KnownHosts",
    "madang.realtime.middleware.LiveFrom",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "madang.accounts.middleware.PersonsLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "madang.accounts.middleware.LastSeen",
    "madang.setup.middleware.SetupFirst",
]

ROOT_URLCONF = "madang.config.urls"
WSGI_APPLICATION = "madang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madang.ui.context.look",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "madang.ui.templatetags.sentences",
            ],
        },
    }
]

if MADANG.on_postgres:
    DATABASES = {
        "default": dj_database_url.parse(MADANG.database_url, conn_max_age=600, conn_health_checks=True)
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "madang.lib.sqlite",
            "NAME": str(MADANG.data / "madang.sqlite3"),
            "OPTIONS": {"write_lock": str(MADANG.data / "write.lock")},
            "CONN_MAX_AGE": None,
        }
    }

if MADANG.redis_url:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": MADANG.redis_url}
    }
elif MADANG.on_postgres:
    # Rate limits have to count across several web processes; a table is shared by all of them.
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "madang_cache"}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Pieces of pages that are the same for all who read a language; each process has its own.
CACHES["pieces"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pieces"}

TASKS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "madang.lib.jobs.procrastinate_backend.ProcrastinateBackend"
        if MADANG.on_postgres
        else "madang.lib.jobs.table_backend.TableBackend",
        "QUEUES": [],
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["madang.accounts.hashing.FrugalArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
MEDIA_ROOT = str(MADANG.data)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = str(MADANG.data)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

ALLOWED_HOSTS = ["*"]  # config.hosts answers 421 to unknown ones
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer, browsers send forms with "Origin: null"
X_FRAME_OPTIONS = "DENY"
SECURE_COOKIES = MADANG.url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_ENGINE = "madang.accounts.session_store"
SESSION_COOKIE_NAME = "madang_desk"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "madang_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [MADANG.url]
CSRF_FAILURE_VIEW = "madang.ui.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_BACKEND = "madang.delivery.backend.LedgerBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(levelname)s %(name)s %(message)s",
            "timestamp": True,
            "rename_fields": {"levelname": "level", "name": "logger"},
            "json_ensure_ascii": False,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": MADANG.log.upper()},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "mail.log": {"level": "WARNING"},
        # Lines of every start and end would bury the address that `madang serve` prints.
        "uvicorn": {"level": "INFO" if MADANG.log == "debug" else "WARNING"},
    },
}

from .identity import *  # noqa: E402, F403  # allauth's many settings, kept together in their own file
