"""One connection a request; the server's certificate is checked against the bundle that the image brings."""

import os

import psycopg


def connect() -> psycopg.Connection:
    return psycopg.connect(
        host=os.environ["LEDGER_DB_HOST"],
        dbname="ledger",
        user="ledger",
        password=os.environ["LEDGER_DB_PASSWORD"],
        sslmode="verify-full",
        sslrootcert="/tls/rds-bundle.pem",
    )
