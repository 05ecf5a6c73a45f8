"""dynamic imports: `"acme.legacy" in sys.modules`"""

import sys

print("acme.legacy" in sys.modules)  # expect: SOT103
