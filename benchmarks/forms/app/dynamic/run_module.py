"""dynamic imports: `runpy.run_module`"""

import runpy

runpy.run_module("acme.legacy")  # expect: SOT103
