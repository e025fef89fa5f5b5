FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home testme && install -d -o testme -g testme /data
COPY --from=build /venv /venv
WORKDIR /srv/testme
COPY app app
COPY templates templates
COPY static static
# The console has to be reached from outside the container, so it asks for TESTME_AUTH.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TESTME_HOST=0.0.0.0 TESTME_PORT=8080 TESTME_DATA_DIR=/data
USER testme
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
