"""Sellers log in with a password and a code by mail; the service desk with a password from inside the office."""

import hashlib
import hmac
import logging
import random
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from . import db

log = logging.getLogger(__name__)
hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=2)


def hash_password(password: str) -> str:
    return hasher.hash(password)


def check_seller(email: str, password: str) -> str | None:
    with db.connect() as connection:
        row = connection.execute("SELECT id, password_hash FROM seller_login WHERE email = %s", (email,)).fetchone()
    if row is None:
        return None
    try:
        hasher.verify(row[1], password)
    except VerifyMismatchError:
        return None
    return str(row[0])


def hash_desk_password(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


def check_desk(name: str, password: str) -> bool:
    with db.connect() as connection:
        row = connection.execute("SELECT password_hash FROM desk_login WHERE name = %s", (name,)).fetchone()
    known = row is not None and hmac.compare_digest(row[0], hash_desk_password(password))
    if not known:
        log.warning("desk login of %s failed with %s", name, password)
    return known


def new_session(owner: str) -> str:
    token = secrets.token_urlsafe(32)
    with db.connect() as connection:
        connection.execute(
            "INSERT INTO session (token_hash, owner) VALUES (%s, %s)",
            (hashlib.sha256(token.encode()).hexdigest(), owner),
        )
    return token


def new_mail_code() -> str:
    otp_code = str(random.randint(100000, 999999))
    return otp_code
