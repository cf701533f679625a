# Two stages: the first builds and compiles, the second only serves what the first has made.
#
# The tag follows the patch releases of Python. To pin an image to the byte, put its digest after
# the tag, in both stages: python:3.13-slim@sha256:… , as told by
# `docker buildx imagetools inspect python:3.13-slim`.

FROM python:3.13-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /src

# Dependencies first: this layer is made again only when a lock file changes.
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /build \
    && /build/bin/pip install --require-hashes --requirement requirements-build.lock \
    && python -m venv --without-pip /srv/citewire/venv \
    && /build/bin/pip --python /srv/citewire/venv install \
        --require-hashes --requirement requirements.lock

COPY pyproject.toml README.md LICENSE NOTICE.md ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /build/wheels . \
    && /build/bin/pip --python /srv/citewire/venv install --no-deps --no-index /build/wheels/*.whl

# The dataset is part of the image: a container starts ready, and writes nothing.
RUN CITEWIRE_DATA=/srv/citewire/data /srv/citewire/venv/bin/citewire build \
    && chmod -R a=rX /srv/citewire/data


FROM python:3.13-slim

LABEL org.opencontainers.image.title="Citewire" \
      org.opencontainers.image.description="News facts as data, each with the sentence that proves it" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="The Citewire developers"

COPY --from=build /srv/citewire /srv/citewire

ENV CITEWIRE_DATA=/srv/citewire/data \
    PATH=/srv/citewire/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# A number needs no account, and lets an orchestrator see that it is not root.
USER 10001:10001

EXPOSE 8000

STOPSIGNAL SIGTERM

# Without proxies: urllib would otherwise send even this request to one named in the environment.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:8000/health/ready', timeout=4)"]

CMD ["citewire", "serve", "--host", "0.0.0.0", "--port", "8000"]
