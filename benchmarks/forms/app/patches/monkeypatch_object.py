"""patch targets: `monkeypatch.setattr(legacy, "Engine", ...)`"""

from acme import legacy  # beside: SOT101


def test_engine(monkeypatch) -> None:
    monkeypatch.setattr(legacy, "Engine", None)  # expect: SOT104
