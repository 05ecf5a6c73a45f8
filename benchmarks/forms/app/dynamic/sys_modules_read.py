"""dynamic imports: `sys.modules["acme.legacy"]`"""

import sys

sys.modules["acme.legacy"]  # expect: SOT103
