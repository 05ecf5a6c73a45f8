"""Small git repositories for tests, written object by object: quick, and with any entries."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zlib
from collections.abc import Mapping
from pathlib import Path

FILE, EXECUTABLE, LINK, SUBMODULE = "100644", "100755", "120000", "160000"
DAY = 86_400
START = 1_700_000_000  # 2023-11-14

Content = str | bytes | tuple[str, str]  # a file's content; or a mode and an id


class Repo:
    """A repository. Its working tree is left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / ".git"
        for name in ("objects", "refs/heads"):
            (self.store / name).mkdir(parents=True)
        (self.store / "HEAD").write_text("ref: refs/heads/main\n")
        self.clock = START

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=True, timeout=60)
        return os.fsdecode(done.stdout).strip()

    def put(self, kind: str, data: bytes) -> str:
        whole = f"{kind} {len(data)}\0".encode() + data
        name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        file = self.store / "objects" / name[:2] / name[2:]
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(zlib.compress(whole))
        return name

    def forget(self, name: str) -> None:
        """Let an object be missing."""
        (self.store / "objects" / name[:2] / name[2:]).unlink()

    def blob(self, content: str | bytes) -> str:
        return self.put("blob", content.encode() if isinstance(content, str) else content)

    def entry(self, content: str | bytes, mode: str = FILE) -> tuple[str, str]:
        return mode, self.blob(content)

    def tree(self, files: Mapping[bytes, tuple[str, str]]) -> str:
        below: dict[bytes, dict[bytes, tuple[str, str]]] = {}
        entries: dict[bytes, tuple[bytes, str, str]] = {}  # by what git sorts by
        for path, (mode, name) in files.items():
            folder, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(folder, {})[rest] = (mode, name)
            else:
                entries[path] = (path, mode, name)
        for folder, inside in below.items():
            entries[folder + b"/"] = (folder, "40000", self.tree(inside))
        lines = [
            mode.encode() + b" " + path + b"\0" + bytes.fromhex(name)
            for _, (path, mode, name) in sorted(entries.items())
        ]
        return self.put("tree", b"".join(lines))

    def commit(
        self,
        files: Mapping[str, Content],
        *parents: str,
        subject: str = "work",
        date: int | None = None,
        branch: str = "main",
    ) -> str:
        """A commit with exactly these files; a branch of that name is where it is afterwards."""
        self.clock = self.clock + DAY if date is None else date
        entries = {
            os.fsencode(name): content if isinstance(content, tuple) else self.entry(content)
            for name, content in files.items()
        }
        who = f"t <t@example.org> {self.clock} +0000"
        lines = [f"tree {self.tree(entries)}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {who}", f"committer {who}", "", subject]
        made = self.put("commit", "\n".join(lines).encode())
        self.point(branch, made)
        return made

    def point(self, branch: str, commit: str) -> None:
        (self.store / "refs" / "heads" / branch).write_text(commit + "\n")

    def regular_files(self, commit: str) -> dict[str, str]:
        """Path -> blob of a commit, as git lists them."""
        found = {}
        for line in self.git("ls-tree", "-r", "-z", commit).split("\0"):
            if line:
                meta, path = line.split("\t", 1)
                mode, _, blob = meta.split()
                if mode in (FILE, EXECUTABLE):
                    found[path] = blob
        return found
