"""other strings: an entry point, `"acme.legacy:start"`"""

COMMANDS = {"start": "acme.legacy:start"}  # expect: SOT105

print(COMMANDS)
