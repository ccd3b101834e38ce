"""The video service: ``python -m backend.services.video``."""

import sys

from backend.services.server import main
from backend.services.video.servicer import VideoServicer

DEFAULT_PORT = 8200

if __name__ == "__main__":
    sys.exit(main("video", DEFAULT_PORT, VideoServicer))
