"""clean: `other.acme.legacy`, below another package"""

from other.acme.legacy import Engine

Engine()
