"""dynamic imports: `sys.modules.get("acme.legacy")`"""

import sys

sys.modules.get("acme.legacy")  # expect: SOT103
