"""patch targets: `patcher = patch(...)`"""

from unittest import mock

patcher = mock.patch(target="acme.legacy.start", new=None)  # expect: SOT104
patcher.start()
