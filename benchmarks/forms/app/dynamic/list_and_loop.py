"""dynamic imports: from a list, by a loop"""

import importlib

PLUGINS = [
    "acme.core",
    "acme.legacy",  # expect: SOT105
]

for name in PLUGINS:
    importlib.import_module(name)  # form
