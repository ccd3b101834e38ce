"""The image service: ``python -m backend.services.image``."""

import sys

from backend.services.image.servicer import ImageServicer
from backend.services.server import main
from config import SERVICE_PORTS

if __name__ == "__main__":
    sys.exit(main("image", SERVICE_PORTS["image"], ImageServicer))
