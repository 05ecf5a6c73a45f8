"""dynamic imports: `pytest.importorskip`"""

import pytest

pytest.importorskip("acme.legacy")  # expect: SOT103
