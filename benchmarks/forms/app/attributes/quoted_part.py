"""attributes: in the quoted part of a type"""

from typing import Optional, cast

from acme import legacy  # beside: SOT101

engine = cast(Optional["legacy.Engine"], None)  # expect: SOT102
