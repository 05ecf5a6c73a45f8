"""support: a module that hands everything on"""

from acme.legacy import *  # beside: SOT101
