"""Reaches PostGIS before Django does. The one module here that needs a package: run by the environment's own Python.

    python -m config.bootstrap.database ready  [--create | --reset]   make what is missing, print what is stamped
    python -m config.bootstrap.database stamp  JSON                   keep JSON as the database's comment
    python -m config.bootstrap.database there                         print the cities and the demo accounts

The database is the one DATABASE_URL names. The stamp lives in the database itself, so it goes when the database goes.
"""

import argparse
import json
import os
import sys

import psycopg
from psycopg import sql

EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist", "intarray")
MARK = "Learnmap: "


def connection(url: str, *, to: str | None = None) -> psycopg.Connection:
    """An autocommitting connection to the database of `url`, or to the one called `to` on the same server."""
    address = "postgresql://" + url.split("://", 1)[1]
    address = psycopg.conninfo.make_conninfo(address, dbname=to) if to else address
    return psycopg.connect(address, autocommit=True, connect_timeout=10)


def create(url: str, *, anew: bool) -> None:
    """Create the database of `url` where it is missing; `anew` drops it first, with everything in it."""
    name = psycopg.conninfo.conninfo_to_dict("postgresql://" + url.split("://", 1)[1])["dbname"]
    with connection(url, to="postgres") as server:
        if anew:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))


def add_extensions(database: psycopg.Connection) -> None:
    """Create the extensions that are missing; leaves with what to do where this role may not or the server has none."""
    there = {row[0] for row in database.execute("SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        if name in there:
            continue
        try:
            database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        except psycopg.Error as error:
            wanted = " ".join(f"CREATE EXTENSION IF NOT EXISTS {each};" for each in EXTENSIONS)
            reason = str(error).splitlines()[0]
            sys.exit(f"The database lacks the extension {name} ({reason}). Let its administrator run in it: {wanted}")


def stamped(database: psycopg.Connection) -> dict[str, str]:
    """What an earlier set-up stamped into the database; empty where nothing is."""
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    row = database.execute(asked).fetchone()
    comment = row[0] if row else None
    return dict(json.loads(comment.removeprefix(MARK))) if comment and comment.startswith(MARK) else {}


def stamp(database: psycopg.Connection, marks: str) -> None:
    """Replace the database's stamp by `marks`, a JSON object."""
    order = sql.SQL("COMMENT ON DATABASE {} IS {}")
    database.execute(order.format(sql.Identifier(database.info.dbname), sql.Literal(MARK + marks)))


def there(database: psycopg.Connection) -> dict[str, list[list[str]]]:
    """Address and name of each city; address and role of each account with an e-mail that cannot exist (.example)."""
    cities = database.execute("SELECT slug, name FROM opportunities_city ORDER BY position, name").fetchall()
    accounts = database.execute(
        "SELECT email, CASE WHEN is_superuser THEN 'platform staff' ELSE concat_ws(' ', first_name, last_name) END"
        " FROM people_user WHERE is_active AND email LIKE '%.example' ORDER BY id"
    )
    return {"cities": [list(row) for row in cities], "accounts": [list(row) for row in accounts]}


def main() -> None:
    """The command line described above."""
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["ready", "stamp", "there"])
    parser.add_argument("marks", nargs="?", default="{}")
    parser.add_argument("--create", action="store_true")
    parser.add_argument("--reset", action="store_true")
    options = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    try:
        if options.create or options.reset:
            create(url, anew=options.reset)
        with connection(url) as database:
            if options.action == "stamp":
                stamp(database, options.marks)
                return
            if options.action == "there":
                sys.stdout.write(json.dumps(there(database)))
                return
            add_extensions(database)
            sys.stdout.write(json.dumps(stamped(database)))
    except psycopg.OperationalError as error:
        sys.exit(f"The database that DATABASE_URL names is not reachable: {str(error).strip()}")


if __name__ == "__main__":
    main()
