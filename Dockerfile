# The app, built from the lock. Its data is in /data; PostgreSQL and Chroma are services of their own (compose.yaml).
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.lock ./
RUN pip install uv && \
    uv pip install --system --no-cache --compile-bytecode --no-deps --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY knowledge ./knowledge
COPY assistant ./assistant
COPY prompts ./prompts
COPY ui ./ui
RUN uv pip install --system --no-cache --compile-bytecode --no-deps --no-build-isolation . && \
    useradd --create-home --uid 10001 patentbridge && \
    install -d -o patentbridge -g patentbridge /data /chroma

USER patentbridge
ENV PATENTBRIDGE_HOME=/data
RUN patentbridge prepare
VOLUME /data
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=180s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["patentbridge", "serve", "--host", "0.0.0.0", "--port", "7860"]
