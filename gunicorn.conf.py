"""How gunicorn serves the frontend: ``gunicorn --config gunicorn.conf.py wsgi:app``."""

from pathlib import Path

from config import FrontendConfig

_config = FrontendConfig.from_environment()

bind = f"{_config.host}:{_config.port}"

# A thread is held by each upload and download: with twice 64, pages stay quick while a
# hundred people upload; with 8 they waited for seconds.
worker_class = "gthread"
workers = _config.workers
threads = _config.threads

# Loaded before the workers are forked, so that they share memory.
preload_app = True

# For a worker whose main loop hangs. Threads that carry a long upload do not count.
timeout = 60
graceful_timeout = 8

# Longer than a proxy in front keeps its connections, so that it is not cut off in between.
keepalive = 75

# Heartbeats go to memory where there is such a folder: a slow disk must not look like a
# hanging worker.
_memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes its files there safely
worker_tmp_dir = str(_memory) if _memory.is_dir() else None

# It would lie in the home folder, where two copies of this app would fight over it.
control_socket_disable = True

# The app itself decides which proxies to believe (TRUSTED_PROXIES).
forwarded_allow_ips = ""

# The app writes a line of its own, with the request's number.
accesslog = None
