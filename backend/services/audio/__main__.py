"""The audio service: ``python -m backend.services.audio``."""

import sys

from backend.services.audio.servicer import AudioServicer
from backend.services.server import main
from config import SERVICE_PORTS

if __name__ == "__main__":
    sys.exit(main("audio", SERVICE_PORTS["audio"], AudioServicer))
