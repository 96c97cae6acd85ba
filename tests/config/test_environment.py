"""Wrong settings are refused with a sentence that says what to write."""

from pathlib import Path

import pytest

from madang.config.environment import EnvironmentRefused, read_environment


def test_a_desk_without_any_setting_listens_on_this_machine_alone() -> None:
    environment = read_environment({})
    assert (environment.port, environment.bind, environment.smtp_port) == (8000, "127.0.0.1", 2525)
    assert environment.url == "http://127.0.0.1:8000"
    assert environment.data == Path("var").resolve()
    assert not environment.on_postgres


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("MADANG_PROT", "8000", "Did you mean MADANG_PORT?"),
        ("MADANG_PORT", "80a", "from 1 to 65535"),
        ("MADANG_PORT", "0", "from 1 to 65535"),
        ("MADANG_PORT", "٣٤", "from 1 to 65535"),
        ("MADANG_BIND", "desk.example.com", "IP address"),
        ("MADANG_URL", "desk.example.com", "https://desk.example.com"),
        ("MADANG_URL", "https://desk.example.com/path", "without a path"),
        ("MADANG_URL", "https://desk.example.com:99999", "https://desk.example.com"),
        ("MADANG_TRUSTED_PROXIES", "10.0.0.0/40", "commas between"),
        ("MADANG_SMTP_PORT", "smtp", "from 1 to 65535"),
        ("MADANG_LMTP_PORT", "lmtp", "from 1 to 65535"),
        ("MADANG_PRIVATE_NETWORKS", "the office", "10.0.0.0/8"),
        ("MADANG_SMTP_CERTIFICATE", "/nowhere.pem", "set both"),
        ("MADANG_SMTP_URL", "127.0.0.1:1025", "smtp://127.0.0.1:1025"),
        ("MADANG_DATA", __file__, "folder"),
        ("DATABASE_URL", "mysql://x/y", "postgresql://"),
        ("REDIS_URL", "127.0.0.1", "redis://"),
        ("MADANG_LOG", "loud", "debug, info"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_to_write_instead(name: str, value: str, advice: str) -> None:
    with pytest.raises(EnvironmentRefused) as refused:
        read_environment({name: value})
    assert name in str(refused.value)
    assert advice in str(refused.value)


def test_a_certificate_that_is_not_there_is_refused() -> None:
    with pytest.raises(EnvironmentRefused, match="path of a PEM file"):
        read_environment({"MADANG_SMTP_CERTIFICATE": "/nowhere.pem", "MADANG_SMTP_KEY": __file__})


def test_other_programs_names_are_none_of_our_business() -> None:
    read_environment({"PORT": "x", "MADANGX": "y"})
