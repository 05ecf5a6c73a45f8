"""patch targets: `mocker.patch` (pytest-mock)"""


def test_engine(mocker) -> None:
    mocker.patch("acme.legacy.Engine")  # expect: SOT104
