import pytest

from madang.accounts.models import User
from madang.accounts.roles import Role
from tests.cast import person


@pytest.fixture
def serin(db: None) -> User:
    """The administrator."""
    return person("serin@madang.example", "오세린", Role.ADMINISTRATOR)
