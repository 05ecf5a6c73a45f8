"""dynamic imports: `importlib.resources.files`"""

from importlib import resources

resources.files("acme.legacy")  # expect: SOT103
