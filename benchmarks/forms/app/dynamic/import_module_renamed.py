"""dynamic imports: `import_module` under another name"""

from importlib import import_module as load

load("acme.legacy")  # expect: SOT103
