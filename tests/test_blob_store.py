"""What is kept between runs, and that nothing wrong ever comes out of it."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support import make_project

from flake8_ssot import blob_store
from flake8_ssot.blob_store import DAY, Store, key_of, store_of

ITEMS = {key_of(str(number)): f"value {number}".encode() for number in range(1200)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "folder" / "results.sqlite3"))


def file_of(store: Store) -> Path:
    assert store.file is not None
    return Path(store.file)


def change(store: Store, *lines: str) -> None:
    connection = sqlite3.connect(file_of(store))
    for line in lines:
        connection.execute(line)
    connection.commit()
    connection.close()


def test_what_is_kept_is_known(store: Store) -> None:
    assert store.get("a", ITEMS) == {}
    assert not file_of(store).exists()
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == ITEMS
    assert store.get("a", list(ITEMS)[:3]) == dict(list(ITEMS.items())[:3])
    assert store.get("a", [key_of("other")]) == {}
    assert store.get("b", ITEMS) == {}
    store.put("a", [(key_of("1"), b"new")])
    assert store.get("a", [key_of("1")]) == {key_of("1"): b"new"}


def test_only_the_user_may_read_it(store: Store) -> None:
    store.put("a", ITEMS.items())
    assert file_of(store).stat().st_mode & 0o777 == 0o600
    assert file_of(store).parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_kept_without_a_file() -> None:
    store = Store(None)
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == {}


KEYS = [
    pytest.param(("a", "b"), ("ab",), id="two and one"),
    pytest.param(("a", "b"), ("a\0b",), id="with a NUL"),
    pytest.param(("a", "b"), ("a", "b", ""), id="an empty one"),
    pytest.param(("1:a",), ("a",), id="with a length"),
    pytest.param(("\udcff",), ("\udcfe",), id="bytes that are no text"),
]


@pytest.mark.parametrize(("one", "other"), KEYS)
def test_keys_differ(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert key_of(*one) != key_of(*other)
    assert key_of(*one) == key_of(*one)


def test_each_project_has_its_own(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    stores = [store_of(make_project(tmp_path / name)) for name in "ab"]
    assert stores[0] != stores[1]
    assert all(str(tmp_path / "cache" / "blobs") in str(store.file) for store in stores)


# Files that cannot be trusted --------------------------------------------------------------------


def as_text(file: Path) -> None:
    file.write_bytes(b"this is no database, " * 500)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def scramble(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:-4096] = b"\xaa" * (len(data) - 8192)
    file.write_bytes(data)


@pytest.mark.parametrize("damage", [as_text, cut, scramble])
def test_a_broken_file_is_made_anew(damage: object, store: Store) -> None:
    assert callable(damage)
    store.put("a", ITEMS.items())
    damage(file_of(store))
    assert store.get("a", ITEMS) == {}
    store.put("a", ITEMS.items())  # may only clear it away
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == ITEMS


WRONG = [
    pytest.param("UPDATE results SET value = x'00000000' || substr(value, 5)", id="wrong sum"),
    pytest.param("UPDATE results SET value = 'text'", id="text"),
    pytest.param("UPDATE results SET value = NULL", id="nothing"),
    pytest.param("UPDATE results SET value = x'01'", id="too short"),
    pytest.param("UPDATE results SET value = value || x'00'", id="too long"),
    pytest.param("UPDATE results SET namespace = 'b'", id="other namespace"),
    pytest.param("UPDATE results SET key = x'01' || key", id="other key"),
]


@pytest.mark.parametrize("line", WRONG)
def test_a_value_that_was_not_written_is_none(line: str, store: Store) -> None:
    store.put("a", ITEMS.items())
    change(store, line)
    keys = [*ITEMS, *(b"\x01" + key for key in ITEMS)]
    assert store.get("a", keys) == {}
    assert store.get("b", keys) == {}


FOREIGN = [
    pytest.param(["CREATE TABLE theirs (x)"], id="another table"),
    pytest.param(["PRAGMA application_id = 5"], id="another application"),
    pytest.param(["PRAGMA user_version = 5", "CREATE TABLE theirs (x)"], id="another version"),
]


@pytest.mark.parametrize("lines", FOREIGN)
def test_the_file_of_somebody_else_is_left_alone(lines: list[str], store: Store) -> None:
    file_of(store).parent.mkdir(0o700)
    change(store, *lines)
    before = file_of(store).read_bytes()
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == {}
    assert file_of(store).read_bytes() == before


def test_another_form_of_ours_is_replaced(store: Store) -> None:
    store.put("a", ITEMS.items())
    change(store, "PRAGMA user_version = 99")
    assert store.get("a", ITEMS) == {}
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == ITEMS


def test_an_empty_file_is_used(store: Store) -> None:
    file_of(store).parent.mkdir(0o700)
    file_of(store).touch()
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == ITEMS


def test_a_link_is_not_followed(store: Store, tmp_path: Path) -> None:
    file_of(store).parent.mkdir(0o700)
    file_of(store).symlink_to(tmp_path / "elsewhere")
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == {}
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_in_its_place(store: Store) -> None:
    file_of(store).mkdir(parents=True)
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == {}


def test_a_file_where_its_folder_should_be(store: Store) -> None:
    file_of(store).parent.write_text("")
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == {}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anything")
def test_read_only(store: Store) -> None:
    store.put("a", [(key_of("1"), b"old")])
    file_of(store).chmod(0o400)
    file_of(store).parent.chmod(0o500)
    store.put("a", [(key_of("1"), b"new")])
    assert store.get("a", [key_of("1")]) == {key_of("1"): b"old"}


def test_locked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blob_store, "PATIENCE", 0.05)
    store.put("a", ITEMS.items())
    other = sqlite3.connect(file_of(store), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.put("a", [(key_of("1"), b"new")])
    assert store.get("a", [key_of("1")]) == {key_of("1"): b"value 1"}
    other.execute("COMMIT")
    other.execute("BEGIN EXCLUSIVE")
    assert store.get("a", [key_of("1")]) == {}
    other.close()
    assert store.get("a", ITEMS) == ITEMS


def test_a_full_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("a", ITEMS.items())

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(blob_store, "_write", full)
    store.put("b", ITEMS.items())
    assert store.get("b", ITEMS) == {}
    assert store.get("a", ITEMS) == ITEMS


def test_many_at_once(store: Store) -> None:
    def work(number: int) -> bool:
        mine = {key_of(str(number), str(each)): bytes([number]) for each in range(50)}
        store.put("a", mine.items())
        return store.get("a", mine) == mine

    with ThreadPoolExecutor(8) as executor:
        assert all(executor.map(work, range(24)))


# What is dropped ------------------------------------------------------------------------------


def test_the_oldest_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path / "f" / "results.sqlite3"), 200_000)
    clock = [time.time()]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    batches = [
        [(key_of(str(batch), str(each)), b"x" * 100) for each in range(200)] for batch in range(10)
    ]
    for batch in batches:
        store.put("a", batch)
        clock[0] += 2 * DAY
        store.get("a", [key for key, _ in batches[0]])  # used each time
    left = [len(store.get("a", [key for key, _ in batch])) for batch in batches]
    assert left[0] == 200
    assert left[-1] == 200
    assert left[1] == 0
    assert file_of(store).stat().st_size < 2 * store.limit


def test_too_much_for_the_limit(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "f" / "results.sqlite3"), 1)
    store.put("a", ITEMS.items())
    assert store.get("a", ITEMS) == {}


def test_use_is_noted_once_a_day(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("a", ITEMS.items())
    written: list[int] = []
    write = blob_store._write

    def noted(*given: Any) -> None:
        written.append(1)
        write(*given)

    monkeypatch.setattr(blob_store, "_write", noted)
    store.get("a", ITEMS)
    assert written == []
    for wrong in ("used - 90000", "used + 90000", "'text'"):
        change(store, f"UPDATE results SET used = {wrong}")
        assert store.get("a", ITEMS) == ITEMS
    assert written == [1, 1, 1]
    store.get("a", ITEMS)
    assert written == [1, 1, 1]
