"""A running audio service."""

from tests.services.service_process import ServiceProcess


class AudioProcess(ServiceProcess):
    """`python -m backend.services.audio`."""

    name = "audio"
