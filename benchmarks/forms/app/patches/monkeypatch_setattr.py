"""patch targets: `monkeypatch.setattr("acme.legacy.Engine", ...)`"""


def test_engine(monkeypatch) -> None:
    monkeypatch.setattr("acme.legacy.Engine", None)  # expect: SOT104
