"""The project's settings: SQLite where no MySQL server is named."""

import os

import pymysql

pymysql.install_as_MySQLdb()  # not with mysqlclient, the driver that Django recommends

SECRET_KEY = "an example's"  # noqa: S105
INSTALLED_APPS = ["shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

if "MYSQL_HOST" in os.environ:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.mysql",
            "HOST": os.environ["MYSQL_HOST"],
            "PORT": os.environ.get("MYSQL_PORT", "3306"),
            "USER": os.environ["MYSQL_USER"],
            "PASSWORD": os.environ.get("MYSQL_PWD", ""),
            "NAME": os.environ["MYSQL_DATABASE"],
            "OPTIONS": {"init_command": os.environ.get("MYSQL_INIT", "")},
            # replicas, settings, cleanup: docs/django.md
            "ONLINE_ALTER": {"min_rows": int(os.environ.get("MIN_ROWS", "10000"))},
        }
    }
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("SQLITE", "shop.db")}}

# Progress is said to this logger.
LOGGING = {
    "version": 1,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.online_alter": {"handlers": ["stderr"], "level": "INFO"}},
}
