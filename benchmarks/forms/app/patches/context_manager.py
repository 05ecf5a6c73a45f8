"""patch targets: `with patch("acme.legacy.Engine")`"""

from unittest.mock import patch

with patch("acme.legacy.Engine.run"):  # expect: SOT104
    pass
