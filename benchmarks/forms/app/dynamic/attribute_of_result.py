"""dynamic imports: an attribute of the result"""

import importlib

module = importlib.import_module("acme.legacy")  # beside: SOT103
module.Engine()  # expect: SOT102
