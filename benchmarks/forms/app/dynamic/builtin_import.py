"""dynamic imports: `__import__("acme.legacy")`"""

__import__("acme.legacy", fromlist=["Engine"])  # expect: SOT103
