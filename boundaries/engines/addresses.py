"""Which servers to use: those the environment names, or our own."""

from collections.abc import Mapping

from redis import Redis as Client
from redis.exceptions import RedisError

from boundaries.engines import roles
from boundaries.engines.environment import Addresses
from boundaries.engines.errors import Trouble
from boundaries.engines.keys import KeyFolder
from boundaries.engines.roles import Login

PREFIX = "boundaries"
OLDEST_REDIS = (6, 2)


def from_admin(url: str, keys: KeyFolder, *, redis: str, prefix: str = PREFIX) -> Addresses:
    """Where somebody who may make roles is known: our three roles, with passwords of their own."""
    logins = {name: Login(f"{prefix}_{name}", keys.password(name)) for name in ("owner", "app", "worker")}
    return Addresses(
        application=roles.with_login(url, logins["app"]),
        worker=roles.with_login(url, logins["worker"]),
        owner=roles.with_login(url, logins["owner"]),
        admin=url,
        redis=redis,
    )


def from_environment(given: Mapping[str, str], keys: KeyFolder, *, redis: str) -> Addresses:
    """What DATABASE_URL and its companions mean.

    - Alone, DATABASE_URL is the login of somebody who may make roles and databases: we make our three roles with it, and
      serve with those, never with it.
    - With MIGRATE_DATABASE_URL beside it, DATABASE_URL is the application's login and the other the owner's; both exist,
      or are made by ADMIN_DATABASE_URL where that is given too.
    """
    urls = {
        name: roles.read_url(given[name], name)
        for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "WORKER_DATABASE_URL", "ADMIN_DATABASE_URL")
        if given.get(name)
    }
    application = urls["DATABASE_URL"]
    if "MIGRATE_DATABASE_URL" not in urls:
        return from_admin(application, keys, redis=redis)
    return Addresses(
        application=application,
        worker=urls.get("WORKER_DATABASE_URL", application),
        owner=urls["MIGRATE_DATABASE_URL"],
        admin=urls.get("ADMIN_DATABASE_URL", ""),
        redis=redis,
    )


def check_redis(url: str) -> None:
    """Say in one sentence when the Redis that was named is not there, or too old."""
    try:
        with Client.from_url(url, socket_timeout=5, socket_connect_timeout=5) as client:
            version = str(client.info("server")["redis_version"])
    except (RedisError, ValueError) as error:
        raise Trouble(f"The Redis in REDIS_URL cannot be reached: {str(error).rstrip('.')}.") from error
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise Trouble(f"The Redis in REDIS_URL is version {version}: 6.2 or newer is needed.")


def check_postgres(addresses: Addresses) -> None:
    """Say in one sentence when the PostgreSQL that was named is not there, or too old."""
    url = addresses.admin or addresses.owner
    for candidate in (url, roles.with_database(url, "postgres")):
        try:
            with roles.connected(candidate):
                return
        except Trouble as trouble:
            if "does not exist" not in str(trouble) or candidate != url or not addresses.admin:
                raise
