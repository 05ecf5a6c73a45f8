"""clean: a patch of the module that uses the name"""

from unittest.mock import patch

with patch("app.user.Engine"):
    pass
