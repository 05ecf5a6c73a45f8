"""dynamic imports: `patch.dict(sys.modules, {"acme.legacy": fake})`"""

import sys
from unittest.mock import patch

with patch.dict(sys.modules, {"acme.legacy": None}):  # expect: SOT103
    pass
