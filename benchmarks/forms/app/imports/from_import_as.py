"""imports: `from acme.legacy import Engine as Old`"""

from acme.legacy import Engine as Old  # expect: SOT101

Old()  # form
