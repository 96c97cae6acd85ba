"""The key of the first set-up."""

from pathlib import Path

from madang.setup.key import FILE, is_the_key, printed_key, spend_key


def test_the_key_stays_the_same_until_it_is_spent(tmp_path: Path) -> None:
    key = printed_key(tmp_path)
    assert key == printed_key(tmp_path)
    assert is_the_key(tmp_path, f" {key.upper()} ")

    spend_key(tmp_path)
    assert printed_key(tmp_path) == ""
    assert not is_the_key(tmp_path, key)
    assert not is_the_key(tmp_path, "")


def test_the_key_is_readable_by_the_owner_of_the_folder_alone(tmp_path: Path) -> None:
    printed_key(tmp_path / "new")
    file = tmp_path / "new" / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == [FILE]


def test_keys_differ(tmp_path: Path) -> None:
    assert len({printed_key(tmp_path / str(number)) for number in range(20)}) == 20
