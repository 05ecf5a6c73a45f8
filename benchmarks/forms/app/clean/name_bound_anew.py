"""clean: the module's name bound to something else"""

from acme import core as legacy

legacy.Engine()
