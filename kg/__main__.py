"""``python -m kg``."""

import sys

from kg.commands.main import main

sys.exit(main())
