"""A running image service."""

from tests.services.service_process import ServiceProcess


class ImageProcess(ServiceProcess):
    """`python -m backend.services.image`."""

    name = "image"
