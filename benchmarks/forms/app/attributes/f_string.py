"""attributes: inside an f-string"""

from acme import legacy  # beside: SOT101

print(f"{legacy.start()}")  # expect: SOT102
