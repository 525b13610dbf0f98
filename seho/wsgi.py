"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from seho.warm import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seho.settings")

application = get_wsgi_application()
settle()
