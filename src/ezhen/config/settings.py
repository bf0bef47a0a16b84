"""One settings file. Production is `EZHEN_MODE=production`; demo is the default of `make run`."""

import os
from datetime import timedelta

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ezhen.config import environment as env

MODES = ("production", "demo", "test")
MODE = os.environ.get("EZHEN_MODE", "production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"EZHEN_MODE={MODE!r}: one of {', '.join(MODES)}")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

BASE_DIR = env.ROOT
DATA_DIR = env.data_folder()
SECRET_KEY = env.secret(DATA_DIR, "django-secret")
NODE_MODULES = BASE_DIR / "node_modules"
PACK_DIR = BASE_DIR / "packs" / os.environ.get("EZHEN_PACK", "xiangyuan-guhan")

# The address printed into codes: it must outlive the server, so it is never taken from a request.
PUBLIC_URL = os.environ.get("EZHEN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("EZHEN_HOSTS", "127.0.0.1,localhost").split(",")
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "ezhen.core",
    "ezhen.accounts",
    "ezhen.parties",
    "ezhen.archive",
    "ezhen.approvals",
    "ezhen.registers",
    "ezhen.figures",
    "ezhen.standards",
    "ezhen.programme",
    "ezhen.products",
    "ezhen.trace",
    "ezhen.portal",
    "ezhen.rest",
    "ezhen.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # widget templates for the form renderer
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rules",
    "template_partials",
]

MIDDLEWARE = [
    "ezhen.portal.middleware.LabelMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ezhen.core.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ezhen.accounts.middleware.ClosedByDefaultMiddleware",
    "axes.middleware.AxesMiddleware",
    "ezhen.core.remember.RememberMiddleware",
    "ezhen.core.counters.ActedMiddleware",
]

ROOT_URLCONF = "ezhen.config.urls"
WSGI_APPLICATION = "ezhen.config.wsgi.application"
FORM_RENDERER = "ezhen.core.forms.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ezhen.core.templatetags.ez",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ezhen.core.shell.context",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA_DIR}/ezhen.db", conn_max_age=600)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing at COMMIT
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
        ),
    }
else:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    # compiling a query takes longer than any of ours runs: a walk up a genealogy 150 ms for 2
    _options.setdefault("options", "-c jit=off")
    # for the statements of core.sql only: Django's own cursors never prepare
    _options["prepare_threshold"] = 5 if env.flag("EZHEN_PREPARE", default=True) else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "ezhen.accounts.adapter.TownBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:front"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "ezhen.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "ezhen.accounts.forms.LoginForm",
    "change_password": "ezhen.accounts.forms.ChangePasswordForm",
    "reauthenticate": "ezhen.accounts.forms.ReauthenticateForm",
}
# an office shares one address: only the account is counted, by axes
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ezhen"
MFA_FORMS = {
    "authenticate": "ezhen.accounts.forms.CodeForm",
    "reauthenticate": "ezhen.accounts.forms.ConfirmCodeForm",
    "activate_totp": "ezhen.accounts.forms.ActivateForm",
}
MFA_ADAPTER = "ezhen.accounts.adapter.MFAAdapter"

# GB/T 22239: failed logins lock the account for a while, the address alone never does
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_USERNAME_CALLABLE = "ezhen.accounts.adapter.attempted_name"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]

SESSION_COOKIE_AGE = 12 * 3600  # absolute: a working day
ACCOUNT_SESSION_COOKIE_AGE = SESSION_COOKIE_AGE
SESSION_IDLE_SECONDS = int(os.environ.get("EZHEN_SESSION_IDLE", str(60 * 60)))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = env.flag("EZHEN_SSL_REDIRECT", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["ezhen.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("tabler", NODE_MODULES / "@tabler/core/dist/css"),
    ("htmx", NODE_MODULES / "htmx.org/dist"),
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION or DEMO
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT_BYTES = int(os.environ.get("EZHEN_UPLOAD_LIMIT_MB", "50")) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "ezhen.core.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # TLS ends at the proxy; EZHEN_SSL_REDIRECT turns it on
    "axes.W006",  # the account is locked wherever the guesses come from; an address alone never is
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"ezhen": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}

COUNTER_SECONDS = 30  # how old a number beside an entry of the navigation may be

# Item codes: block cipher of the tag; thresholds of suspicion; who may tell where a scan is from
CODE_CIPHER = os.environ.get("EZHEN_CODE_CIPHER", "sm4")
SCAN_PLACE_HEADER = os.environ.get("EZHEN_SCAN_PLACE_HEADER", "")
