"""The video service: ``python -m backend.services.video``."""

import sys

from backend.services.server import main
from backend.services.video.servicer import VideoServicer
from config import SERVICE_PORTS

if __name__ == "__main__":
    sys.exit(main("video", SERVICE_PORTS["video"], VideoServicer))
