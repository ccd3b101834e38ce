"""The frontend for a WSGI server: ``gunicorn wsgi:app``."""

import logging

from app import create_app
from config import FrontendConfig

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")

app = create_app(FrontendConfig.from_environment())
