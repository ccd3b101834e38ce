"""What makes the site an app on a device: its manifest, its worker, its page without a network."""

from app.blueprints.shell.views import bp

__all__ = ["bp"]
