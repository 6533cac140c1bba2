"""Read by gunicorn wherever it is started in this folder: what it logs goes through the product's own list of keys."""

logger_class = "boundaries.logs.gunicorn.QuietLogger"
