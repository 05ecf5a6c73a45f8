"""dynamic imports: `import_module("..legacy", __package__)`"""

import importlib

importlib.import_module("..legacy", __package__)  # expect: SOT103
