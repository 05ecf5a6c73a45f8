"""other files: a stub, `.pyi`"""

from acme.legacy import Engine  # expect: SOT101

def make() -> Engine: ...  # form
