"""dynamic imports: `importlib.util.find_spec`"""

import importlib.util

importlib.util.find_spec("acme.legacy")  # expect: SOT103
