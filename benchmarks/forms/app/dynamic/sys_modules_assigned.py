"""dynamic imports: `sys.modules["acme.legacy"] = fake`"""

import sys
import types

sys.modules["acme.legacy"] = types.ModuleType("fake")  # expect: SOT103
