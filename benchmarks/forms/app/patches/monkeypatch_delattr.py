"""patch targets: `monkeypatch.delattr("acme.legacy.Engine")`"""


def test_engine(monkeypatch) -> None:
    monkeypatch.delattr("acme.legacy.Engine")  # expect: SOT104
