"""beyond: a name taken from `globals()`"""

from acme import legacy  # beside: SOT101

globals()["legacy"].Engine()  # form
