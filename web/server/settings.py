"""The environment variables that the server reads and sets: their names in one place."""

from __future__ import annotations

# The folder of the index, for the workers.
INDEX = "RASFOI_INDEX"
# The folder of the synonyms and stop words, if it is not that of the index.
DICTIONARY = "RASFOI_DICTIONARY"
# The address that people know the server by, or the number of proxies that tell it.
BASE_URL, PROXIES = "RASFOI_BASE_URL", "RASFOI_PROXIES"
# `1` writes the access log; `debug` puts queries into it.
ACCESS_LOG, LOG_LEVEL = "RASFOI_ACCESS_LOG", "RASFOI_LOG_LEVEL"
# Tokens of which requests to the API must send one, with blanks between; requests of a client, as 60/minute.
API_TOKEN, RATE_LIMIT = "RASFOI_API_TOKEN", "RASFOI_RATE_LIMIT"
# Origins whose pages may call the API, with blanks between; any if there are none.
ORIGINS = "RASFOI_CORS"
# Seconds that a request may take.
TIMEOUT = "RASFOI_TIMEOUT"
# The folder in which workers count together. prometheus_client reads it when it is imported.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
