"""other strings: handed to a function that loads by name"""

from app.loading import load_backend

load_backend("acme.legacy.Engine")  # expect: SOT105
