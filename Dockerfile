# The product as one image; web, worker, beat and relay are this image with different commands (docker-compose.yml).
FROM node:22-slim AS front
WORKDIR /product
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY static/src static/src
RUN npm run build

FROM python:3.12-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=boundaries.settings STATIC_ROOT=/product/collected
WORKDIR /product
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY manage.py gunicorn.conf.py ./
COPY boundaries boundaries
COPY accounts accounts
COPY policies policies
COPY incidents incidents
COPY templates templates
COPY --from=front /product/static/build static/build
# Collecting needs no server and no secret: manage.py makes passing ones for commands that need none.
RUN python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --uid 10001 --no-create-home boundaries
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "boundaries.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", \
     "--threads", "4", "--preload", "--graceful-timeout", "20", "--timeout", "60", "--worker-tmp-dir", "/dev/shm"]
