"""What people see and change of their account."""

from app.blueprints.profile import data, email, picture, settings, tokens
from app.blueprints.profile.views import bp

# Each of them adds its pages to the one blueprint.
__all__ = ["bp", "data", "email", "picture", "settings", "tokens"]
