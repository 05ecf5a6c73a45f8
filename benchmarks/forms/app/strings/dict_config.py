"""other strings: the configuration of logging"""

import logging.config

logging.config.dictConfig(
    {
        "version": 1,
        "handlers": {
            "main": {
                "class": "acme.legacy.Handler",  # expect: SOT105
            },
        },
    }
)
