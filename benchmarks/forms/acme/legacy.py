"""support: the bridge"""

from acme.core import *
