"""dynamic imports: `import_module(".legacy", package="acme")`"""

import importlib

importlib.import_module(".legacy", package="acme")  # expect: SOT103
