"""Commits, what they change, and blobs: in, a folder of a repository; out, what git prints of it.

Nothing is checked out: one `git log` gives every commit with its changes against its first parent,
one `git cat-file` (in each process) the bytes of blobs. No hook, filter or helper program runs.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from flake8_ssot.model import SsotError, UsageError

CHUNK = 1 << 20
_RAW = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-relative")
_FORMAT = "--format=%H%n%P%n%ct%n%s"


class Commit(NamedTuple):
    """One commit."""

    id: str
    parents: tuple[str, ...]
    date: int  # when it was committed, in seconds since 1970, UTC
    subject: str


class Change(NamedTuple):
    """One path of a commit, against the commit's first parent."""

    path: str  # relative to the top; bytes that are no text as surrogates
    old: str | None  # the id of the file's blob before; None: there was no regular file
    new: str | None


class Repository(NamedTuple):
    """Where git runs, and the top of the working tree; None where there is none (bare)."""

    folder: str
    top: str | None


def open_repository(folder: str) -> Repository:
    """The repository that holds `folder`. Raises UsageError: no git, none there, or not whole."""
    if _ask(folder, "rev-parse", "--is-shallow-repository") == "true":
        raise UsageError(
            "the repository is a shallow clone, most of its history is not here; "
            "`git fetch --unshallow` gets it"
        )
    try:
        return Repository(folder, _ask(folder, "rev-parse", "--show-toplevel"))
    except UsageError:
        return Repository(folder, None)


def commits(
    repository: Repository, revisions: list[str], *, first_parent: bool = False
) -> Iterator[tuple[Commit, list[Change]]]:
    """The commits of `revisions`, parents before their children, each with its changes.

    Those are against the first parent; of a commit without parents, everything is new. No
    `revisions`: all that any ref leads to. Raises UsageError where git does not know one.
    """
    walk = ["--first-parent"] if first_parent else []
    which = ["--end-of-options", *revisions] if revisions else ["--all"]
    show = ["--diff-merges=first-parent", "--root", "--no-show-signature", "--encoding=UTF-8"]
    order = ["--topo-order", "--reverse", "--no-color", "--no-decorate", "--no-notes"]
    command = ["log", *_RAW, *show, *order, *walk, _FORMAT, *which, "--"]
    commit: Commit | None = None
    changes: list[Change] = []
    for item in _items(_stream(repository.folder, command)):
        if isinstance(item, Change):
            changes.append(item)
            continue
        if commit is not None:
            yield commit, changes
        commit, changes = _commit(item), []
    if commit is not None:
        yield commit, changes


def changes_between(repository: Repository, old: str | None, new: str) -> Iterator[Change]:
    """What is different in the tree of the commit `new`, seen from `old`; None: from nothing."""
    folder = repository.folder
    start = old or _ask(folder, "hash-object", "-t", "tree", "--stdin")
    items = _items(_stream(folder, ["diff-tree", *_RAW, start, new, "--"]))
    yield from (item for item in items if isinstance(item, Change))


def _commit(header: bytes) -> Commit:
    name, parents, date, *subject = header.decode("utf-8", "replace").split("\n", 3)
    seconds = int(date) if date.removeprefix("-").isdecimal() else 0
    return Commit(name, tuple(parents.split()), seconds, "".join(subject))


def _items(tokens: Iterable[bytes]) -> Iterator[Change | bytes]:
    """The changes, and as bytes the headers, of a `--raw -z` output."""
    iterator = iter(tokens)
    for token in iterator:
        token = token.removeprefix(b"\n")  # between a header and its first change
        if not token.startswith(b":"):
            if token:
                yield token
            continue
        path = os.fsdecode(next(iterator))
        old_mode, new_mode, old, new, _ = token[1:].decode("ascii").split(" ", 4)
        before = old if old_mode.startswith("100") else None  # no link, no submodule
        after = new if new_mode.startswith("100") else None
        if before != after:
            yield Change(path, before, after)


def _stream(folder: str, arguments: list[str]) -> Iterator[bytes]:
    """What a git command prints, in pieces that NULs end. Raises UsageError where it fails."""
    with tempfile.TemporaryFile() as errors:  # a pipe could fill up while nobody reads it
        with _start(folder, arguments, errors) as process:
            assert process.stdout is not None
            left = b""
            try:
                while chunk := process.stdout.read(CHUNK):
                    *whole, left = (left + chunk).split(b"\0")
                    yield from whole
            except GeneratorExit:
                process.kill()
                raise
        if process.returncode != 0:
            errors.seek(0)
            raise UsageError(_complaint(errors.read()))
        yield left


def _ask(folder: str, *arguments: str) -> str:
    with tempfile.TemporaryFile() as errors:
        with _start(folder, list(arguments), errors) as process:
            answer, _ = process.communicate()
        if process.returncode != 0:
            errors.seek(0)
            raise UsageError(_complaint(errors.read()))
    return os.fsdecode(answer).removesuffix("\n")


def _start(folder: str, arguments: list[str], errors: IO[bytes] | int) -> subprocess.Popen[bytes]:
    takes = subprocess.PIPE if arguments[0] == "cat-file" else subprocess.DEVNULL
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", *arguments]
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=takes,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror or error}") from None


def _complaint(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
    fatal = [line for line in lines if line.startswith("fatal:")] or lines
    return f"git: {fatal[0].removeprefix('fatal:').strip()}"


class BlobReader:
    """The bytes of blobs, by one `git cat-file` that goes on running. For one process only."""

    def __init__(self, repository: Repository) -> None:
        self.process = _start(repository.folder, ["cat-file", "--batch"], subprocess.DEVNULL)

    def read(self, blob: str, limit: int) -> bytes | None:
        """The blob's bytes, at most `limit` + 1 of them; None where it is missing."""
        # One question at a time: neither pipe can fill up while both sides write.
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        answer = self.process.stdout
        try:
            self.process.stdin.write(blob.encode() + b"\n")
            self.process.stdin.flush()
            head = answer.readline().split()
            if head[1:] == [b"missing"]:
                return None
            size = int(head[2])
            data = answer.read(min(size, limit + 1))
            left = size - len(data) + 1  # with the newline behind it
            while left > 0:
                left -= len(answer.read(min(left, CHUNK))) or left
        except (OSError, ValueError, IndexError):
            raise SsotError("git cat-file ended before it had answered") from None
        return data

    def close(self) -> None:
        """End git."""
        self.process.communicate()
