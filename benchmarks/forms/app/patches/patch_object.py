"""patch targets: `patch.object(legacy, "Engine")`"""

from unittest.mock import patch

from acme import legacy  # beside: SOT101

with patch.object(legacy, "Engine"):  # expect: SOT104
    pass
