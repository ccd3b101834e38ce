"""The video pages: bring a video, see what it is, cut it, convert it."""

from app.blueprints.service.views import service_pages
from app.blueprints.video.views import joint

bp = service_pages("video", "/video", service="video")
bp.add_url_rule("/<file_id>/preview/joint", view_func=joint, methods=["POST"])

__all__ = ["bp"]
