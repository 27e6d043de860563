"""``python -m formcheck``."""

import sys

from .cli import main

sys.exit(main())
