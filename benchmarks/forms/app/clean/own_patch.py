"""clean: a local function named `patch`"""


def patch(text: str) -> str:
    return text.upper()


patch("acme.legacy.Engine")
