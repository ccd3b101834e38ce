"""The audio service: ``python -m backend.services.audio``."""

import sys

from backend.services.audio.servicer import AudioServicer
from backend.services.server import main

DEFAULT_PORT = 8400

if __name__ == "__main__":
    sys.exit(main("audio", DEFAULT_PORT, AudioServicer))
