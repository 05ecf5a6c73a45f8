"""dynamic imports: `pkgutil.resolve_name("acme.legacy:Engine")`"""

import pkgutil

pkgutil.resolve_name("acme.legacy:Engine")  # expect: SOT103
