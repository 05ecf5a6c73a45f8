"""dynamic imports: an attribute of the result, a class that moved out of a module that stays"""

import importlib

module = importlib.import_module("acme.tools")
module.hammer()
module.Engine()  # expect: SOT102
