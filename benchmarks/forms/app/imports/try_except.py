"""imports: in `try`, with a fallback"""

try:
    from acme.legacy import Engine  # expect: SOT101
except ImportError:
    Engine = None

print(Engine)
