"""The Flask frontend: renders pages, forwards forms, holds no data."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import assets, display, errors, locales, news, request_log, security, session_user
from app.extensions import babel, compress, csrf, login_manager
from app.gateway import Gateway
from app.gateway.transport import Transport
from config import FrontendConfig

BLUEPRINTS = (
    "home",
    "auth",
    "profile",
    "achievements",
    "status",
    "preferences",
    "video",
    "image",
    "audio",
    "service",
    "jobs",
    "batches",
    "presets",
    "uploads",
    "files",
    "shell",
    "shares",
)


def create_app(config: FrontendConfig) -> Flask:
    """Return the frontend as a WSGI application."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(security.flask_settings(config))
    app.extensions["gateway"] = Gateway(
        Transport(
            config.gateway_url,
            config.frontend_key,
            identify=session_user.current_caller,
            observe=request_log.note_gateway_call,
            hear=news.note,
        )
    )
    # The order counts: the request gets its number first, foreign forms go before any check.
    request_log.init_app(app)
    security.init_app(app)
    login_manager.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    babel.init_app(app, locale_selector=locales.selected)
    # `do` leaves the name `_` to gettext, where a throw-away `set` would take it.
    app.jinja_env.add_extension("jinja2.ext.do")
    errors.init_app(app)
    display.init_app(app)
    locales.init_app(app)
    news.init_app(app)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"app.blueprints.{name}").bp)
    if config.app_env == "development":
        app.register_blueprint(import_module("app.blueprints.components").bp)
    assets.init_app(app, Path(app.root_path) / "static")
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's own way to add middleware
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app
