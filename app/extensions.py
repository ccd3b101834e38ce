"""What the whole app shares, bound to it in `create_app`."""

from typing import cast

from flask import current_app
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy

from app.gateway import Gateway

login_manager = LoginManager()
csrf = CSRFProtect()
compress = Compress()
babel = Babel()

# The present app's client, so that each app, and each test, has its own.
gateway = cast(Gateway, LocalProxy(lambda: current_app.extensions["gateway"]))
