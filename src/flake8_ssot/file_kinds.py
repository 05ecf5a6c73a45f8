"""What kind of file a name stands for: in, a path; out, a FileKind."""

from __future__ import annotations

import os
from enum import Enum


class FileKind(Enum):
    """The kinds of files in which code is named."""

    PYTHON = "python"
    STUB = "stubs"
    NOTEBOOK = "notebooks"
    TOML = "toml"
    INI = "ini"
    YAML = "yaml"
    MARKDOWN = "markdown"
    RST = "restructuredtext"

    @property
    def setting(self) -> str:
        """The word that leaves it out, in `skip`; none for Python."""
        if self in (FileKind.TOML, FileKind.INI, FileKind.YAML):
            return "configuration"
        return "documents" if self in (FileKind.MARKDOWN, FileKind.RST) else self.value


# Extension -> kind; anything else is taken for Python if somebody names it.
_EXTENSIONS = {
    ".pyi": FileKind.STUB,
    ".ipynb": FileKind.NOTEBOOK,
    ".toml": FileKind.TOML,
    ".ini": FileKind.INI,
    ".cfg": FileKind.INI,
    ".yaml": FileKind.YAML,
    ".yml": FileKind.YAML,
    ".md": FileKind.MARKDOWN,
    ".rst": FileKind.RST,
}


def kind_of(path: str) -> FileKind:
    """The kind of the file at `path`, by its name."""
    return _EXTENSIONS.get(os.path.splitext(path)[1].lower(), FileKind.PYTHON)


def found_extensions(skipped: tuple[str, ...]) -> tuple[str, ...]:
    """The extensions of the files that are looked for beside Python's; not of the `skipped`."""
    return tuple(ext for ext, kind in _EXTENSIONS.items() if kind.setting not in skipped)
