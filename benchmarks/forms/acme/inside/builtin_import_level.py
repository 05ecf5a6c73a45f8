"""dynamic imports: `__import__("legacy", ..., level=2)`"""

__import__("legacy", globals(), None, ["Engine"], 2)  # expect: SOT103
