"""patch targets: `patch.dict("acme.legacy.SETTINGS", ...)`"""

from unittest.mock import patch

with patch.dict("acme.legacy.SETTINGS", {"retries": 0}):  # expect: SOT104
    pass
