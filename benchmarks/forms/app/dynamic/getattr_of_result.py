"""dynamic imports: `getattr` of the result"""

import importlib

module = importlib.import_module("acme.legacy")  # beside: SOT103
getattr(module, "Engine")()  # expect: SOT102
