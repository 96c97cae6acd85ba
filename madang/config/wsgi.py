"""Django's WSGI application: every page and API call runs in it, in the pool of `config.asgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
application = get_wsgi_application()
