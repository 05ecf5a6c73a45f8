"""clean: `import_module("acme.legacy_v2")`"""

import importlib

importlib.import_module("acme.legacy_v2")
