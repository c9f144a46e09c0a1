# Factbot as an image: the program, what it needs by the pins of the lock, and a folder /data for all that it keeps.
# Facts are read from /data/facts if that is there, settings from the environment or from /data/.env.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /src
COPY requirements-run.lock ./
RUN pip install --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE .env.example ./
COPY licenses ./licenses
COPY facts ./facts
COPY bot ./bot
RUN pip install --no-deps .

ENV FACTBOT_DATABASE_URL=sqlite:////data/factbot.db \
    FACTBOT_CACHE_DIR=/data/cache \
    FACTBOT_HTTP_PORT=8080

# A number, as some clusters ask for. Copying a file makes the folder, which then belongs to this user.
COPY --chown=10001:10001 .env.example /data/
USER 10001:10001
WORKDIR /data
VOLUME /data

# Loading many facts takes a while, but the bot is alive from the first second. The image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m --retries=3 CMD ["python", "-c", \
    "import http.client, os, sys; \
    bot = http.client.HTTPConnection('127.0.0.1', int(os.environ['FACTBOT_HTTP_PORT']), timeout=4); \
    bot.request('GET', '/healthz'); \
    sys.exit(bot.getresponse().status != 200)"]

ENTRYPOINT ["factbot"]
CMD ["run"]
