# The frontend alone: pages and forms. The gateway and the services have backend/Dockerfile.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/app

COPY requirements.txt ./
RUN pip install --disable-pip-version-check -r requirements.txt \
    && useradd --system --uid 10001 --home-dir /srv/app --shell /usr/sbin/nologin app

COPY config.py wsgi.py gunicorn.conf.py ./
COPY app ./app

USER app
ENV APP_ENV=production HOST=0.0.0.0 PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
