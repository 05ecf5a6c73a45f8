"""clean: a sentence that mentions the path"""

import warnings

warnings.warn("acme.legacy.Engine is gone, use acme.core.Engine instead", stacklevel=1)
