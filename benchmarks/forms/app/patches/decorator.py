"""patch targets: `@patch("acme.legacy.Engine")`"""

from unittest.mock import Mock, patch


@patch("acme.legacy.Engine")  # expect: SOT104
def test_engine(engine: Mock) -> None:
    engine.assert_not_called()
