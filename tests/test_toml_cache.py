"""What TOML files said is kept: the same data and lines again, and never anything else."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest

from flake8_ssot import cache_files, config, toml_cache, toml_file, toml_scan
from flake8_ssot.model import ConfigError
from flake8_ssot.toml_cache import KEPT_FILES

PACK = os.path.join(config.PACKS, "netra.toml")


def write(folder: Path, text: str) -> str:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def kept_files(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "parsed-rules").glob("*"))


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """From when it is called: who parses fails."""

    def fail(*given: object) -> Any:
        raise AssertionError(f"parsed again: {given}")

    monkeypatch.setattr(toml_file, "_parse", fail)
    monkeypatch.setattr(toml_scan, "scan", fail)
    return monkeypatch


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param('extend = ["netra"]\n', id="a list"),
        pytest.param('[[moved]]\nid = "a"\n[[moved]]\nid = "b"\n', id="tables in arrays"),
        pytest.param("[[moved]]\nremove-by = 2026-12-31\n", id="a day"),
        pytest.param("a = [[2026-12-31], [1, 2024-02-29]]\n", id="days in arrays"),
        pytest.param("a = 1.5\nb = inf\nc = -7\nd = 0x10\n", id="numbers"),
        pytest.param("a = true\nb = false\n", id="truth"),
        pytest.param('a = "\u00e9\u2028 \\u0000 \U0001f600"\n', id="all kinds of letters"),
        pytest.param('"$date" = "2026-01-01"\n"" = {x = {y = 1}}\n', id="odd keys"),
    ],
)
def test_the_same_again(text: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = write(tmp_path, text)
    first = toml_file.read(path)
    assert len(kept_files(tmp_path)) == 1
    request.getfixturevalue("no_parser")
    second = toml_file.read(path)
    assert second == first
    assert list(map(repr, second)) == list(map(repr, first))  # 1 is not True, nor 1.0


def test_the_shipped_pack(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    first = toml_file.read(PACK)
    request.getfixturevalue("no_parser")
    assert toml_file.read(PACK) == first
    assert len(first.lines) > 1000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = 12:30:00\n", id="a time"),
        pytest.param("[[x]]\na = [2026-12-31T12:30:00Z]\n", id="a day and a time"),
    ],
)
def test_times_are_not_kept(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    first = toml_file.read(path)
    assert kept_files(tmp_path) == []
    assert toml_file.read(path) == first


def test_what_is_wrong_is_not_kept(tmp_path: Path) -> None:
    for text in ("a = \n", "a" * 300 + " = 1\n", "[x]\n[x]\n"):
        path = write(tmp_path, text)
        told = []
        for _ in range(2):
            with pytest.raises(ConfigError) as caught:
                toml_file.read(path)
            told.append(str(caught.value))
        assert told[0] == told[1]
    assert kept_files(tmp_path) == []


def test_another_content_is_parsed(tmp_path: Path) -> None:
    path = write(tmp_path, "a = 1\n")
    stamp = os.stat(path)
    toml_file.read(path)
    Path(path).write_text("a = 2\n", encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert toml_file.read(path).data == {"a": 2}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"key": "another"}, id="of another file"),
        pytest.param({"data": None}, id="no data"),
        pytest.param({"data": [1]}, id="a list for data"),
        pytest.param({"lines": None}, id="no lines"),
        pytest.param({"lines": [["a", "one"]]}, id="a text for a line"),
        pytest.param({"lines": [[["a"], 1]]}, id="a list for a key"),
        pytest.param({"lines": [3]}, id="a number for a line"),
        pytest.param({"dates": None}, id="no dates"),
        pytest.param({"dates": [[["b", 0], "2026-01-01"]]}, id="a date where there is nothing"),
        pytest.param({"dates": [[["a"], "soon"]]}, id="a date that is none"),
        pytest.param({"dates": [[[], "2026-01-01"]]}, id="a date for the whole"),
        pytest.param({"dates": [[[1], "2026-01-01"]]}, id="a number for a key"),
        pytest.param({"dates": [[["a"], "2026-01-01"]]}, id="a date in the way"),
    ],
)
def test_what_has_not_our_form_is_not_used(change: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path, "a = 1\n")
    first = toml_file.read(path)
    (kept,) = kept_files(tmp_path)
    kept.write_text(json.dumps({**json.loads(kept.read_text(encoding="utf-8")), **change}))
    assert toml_file.read(path) == first
    (kept,) = kept_files(tmp_path)
    assert json.loads(kept.read_text(encoding="utf-8"))["data"] == {"a": 1}


@pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b"\xff\0", b'{"key": 1}'])
def test_garbage_is_not_used(garbage: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, "a = 2026-01-01\n")
    toml_file.read(path)
    (kept,) = kept_files(tmp_path)
    kept.write_bytes(garbage)
    assert toml_file.read(path).data == {"a": datetime.date(2026, 1, 1)}


def test_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache's place is a file: nothing can be kept, and nothing fails."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SSOT_CACHE_DIR", str(tmp_path / "file"))
    path = write(tmp_path, "a = 1\n")
    assert toml_file.read(path) == toml_file.read(path)


def test_our_code_is_part_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a = 1\n")
    toml_file.read(path)
    monkeypatch.setattr(toml_cache, "FORMAT", toml_cache.FORMAT + 1)
    toml_file.read(path)
    assert len(kept_files(tmp_path)) == 2


def test_the_oldest_are_dropped(tmp_path: Path) -> None:
    for number in range(KEPT_FILES + 5):
        toml_file.read(write(tmp_path, f"a = {number}\n"))
    assert len(kept_files(tmp_path)) == KEPT_FILES


def test_only_our_files_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user may name any folder as the cache's, and links may lead anywhere."""
    folder = tmp_path / "cache" / "parsed-rules"
    theirs = tmp_path / "theirs"
    for place in (folder, theirs):
        place.mkdir(parents=True)
        for number in range(KEPT_FILES + 5):
            (place / f"mine{number}.json").write_text("{}")
        (place / "note.tmp").write_text("mine")
    (folder / ("0" * 32 + ".json")).mkdir()
    before = set(folder.iterdir())
    for number in range(KEPT_FILES + 5):
        toml_file.read(write(tmp_path, f"a = {number}\n"))
    assert before <= set(folder.iterdir())
    assert len(list(folder.iterdir())) == len(before) + KEPT_FILES
    monkeypatch.setenv("SSOT_CACHE_DIR", str(tmp_path / "other"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "parsed-rules").symlink_to(theirs)
    there = set(theirs.iterdir())
    toml_file.read(write(tmp_path, "a = 1\n"))
    assert set(theirs.iterdir()) == there


def test_without_our_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a zip file, or compiled only: nothing is kept, and nothing fails."""
    monkeypatch.setattr(toml_cache, "__file__", str(tmp_path / "some.zip" / "toml_cache.py"))
    path = write(tmp_path, "a = 1\n")
    assert toml_file.read(path) == toml_file.read(path)
    assert kept_files(tmp_path) == []


@pytest.mark.parametrize("depth", [300, 2000])
def test_deep_values_are_not_kept(depth: int, tmp_path: Path) -> None:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    toml_cache.keep(b"deep", (value, {}))
    assert len(kept_files(tmp_path)) == (depth < 1000)


def test_what_json_cannot_follow_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(cache_files, "write", fails)
    path = write(tmp_path, "a = 1\n")
    assert toml_file.read(path) == toml_file.read(path)
