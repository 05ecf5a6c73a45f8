"""dynamic imports: `monkeypatch.setitem(sys.modules, "acme.legacy", fake)`"""

import sys

import pytest


def test_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "acme.legacy", None)  # expect: SOT103
