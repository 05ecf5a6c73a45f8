"""patch targets: `mocker.patch.object(legacy, "Engine")`"""

from acme import legacy  # beside: SOT101


def test_engine(mocker) -> None:
    mocker.patch.object(legacy, "Engine")  # expect: SOT104
