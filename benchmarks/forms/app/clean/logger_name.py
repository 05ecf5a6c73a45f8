"""clean: the name of a logger"""

import logging

logger = logging.getLogger("acme.legacy")
