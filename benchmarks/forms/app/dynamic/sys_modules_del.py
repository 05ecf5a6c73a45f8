"""dynamic imports: `del sys.modules["acme.legacy"]`"""

import sys

del sys.modules["acme.legacy"]  # expect: SOT103
