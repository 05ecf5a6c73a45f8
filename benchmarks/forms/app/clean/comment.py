"""clean: a comment"""

# acme.legacy.Engine stood here: from acme.legacy import Engine
ENGINE = None
