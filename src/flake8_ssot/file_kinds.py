"""What kind of file a name stands for: in, a path; out, a FileKind."""

from __future__ import annotations

import codecs
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
    OTHER = "other"  # where nobody names code by hand

    @property
    def setting(self) -> str:
        """The word that leaves it out, in `skip`; none for Python."""
        if self in (FileKind.TOML, FileKind.INI, FileKind.YAML):
            return "configuration"
        return "documents" if self in (FileKind.MARKDOWN, FileKind.RST) else self.value


# Code stands in these between other things.
HOSTED = frozenset({FileKind.NOTEBOOK, FileKind.MARKDOWN, FileKind.RST})
# Extension -> kind; anything else is taken for Python if somebody names it.
_EXTENSIONS = {
    ".pyi": FileKind.STUB,
    ".ipynb": FileKind.NOTEBOOK,
    ".toml": FileKind.TOML,
    ".ini": FileKind.INI,
    ".cfg": FileKind.INI,
    ".yaml": FileKind.YAML,
    ".yml": FileKind.YAML,
    ".eyaml": FileKind.YAML,
    ".md": FileKind.MARKDOWN,
    ".markdown": FileKind.MARKDOWN,
    ".rst": FileKind.RST,
    ".rest": FileKind.RST,
    ".lock": FileKind.OTHER,
}
# Names without an extension -> kind. Hooks hand them over by what they hold.
_NAMES = {
    **dict.fromkeys((".coveragerc", ".flake8", ".pylintrc", "pylintrc"), FileKind.INI),
    **dict.fromkeys((".yamllint", ".clang-format", ".clang-tidy"), FileKind.YAML),
    "Pipfile": FileKind.TOML,
}


def kind_of(path: str) -> FileKind:
    """The kind of the file at `path`, by its name."""
    name = os.path.basename(path)
    if name in _NAMES:
        return _NAMES[name]
    if name.startswith(".") and "." not in name[1:]:
        return FileKind.OTHER
    return _EXTENSIONS.get(os.path.splitext(name)[1].lower(), FileKind.PYTHON)


def kind_in(path: str, data: bytes) -> FileKind:
    """The kind of a file; Python where an editor hands over a cell's code for a notebook."""
    kind = kind_of(path)
    if kind is FileKind.NOTEBOOK:
        text = data.removeprefix(codecs.BOM_UTF8).strip()
        return kind if not text or text.startswith(b"{") else FileKind.PYTHON
    return kind


def found_extensions(skipped: tuple[str, ...]) -> tuple[str, ...]:
    """The extensions of the files that are looked for beside Python's; not of the `skipped`."""
    kinds = _EXTENSIONS.items()
    return tuple(
        ext for ext, kind in kinds if kind.setting not in skipped and kind is not FileKind.OTHER
    )
