"""dynamic imports: `django.utils.module_loading.import_string`"""

from django.utils.module_loading import import_string

import_string("acme.legacy.Engine")  # expect: SOT103
