# The image that it is built on, which the README's command pins by its digest.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM ${BASE}
# A new volume is as this folder: whichever user the container runs as may write into it.
RUN install -d -m 1777 /data
COPY --from=build /venv /venv
WORKDIR /srv/testme
COPY app app
COPY templates templates
COPY static static
# The console has to be reached from outside the container, so it asks for TESTME_AUTH. Nothing but the
# data folder need be writable: what is laid aside for a moment goes there as well.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TESTME_HOST=0.0.0.0 TESTME_PORT=8080 TESTME_DATA_DIR=/data TMPDIR=/data
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD \
    ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"TESTME_PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
