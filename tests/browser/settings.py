"""Settings of the program that the browser visits: the real ones; only the collected files go elsewhere."""

import os
from pathlib import Path

from seho.settings import *

STATIC_ROOT = Path(os.environ["SEHO_TEST_STATIC_ROOT"])
