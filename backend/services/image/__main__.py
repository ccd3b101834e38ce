"""The image service: ``python -m backend.services.image``."""

import sys

from backend.services.image.servicer import ImageServicer
from backend.services.server import main

DEFAULT_PORT = 8300

if __name__ == "__main__":
    sys.exit(main("image", DEFAULT_PORT, ImageServicer))
