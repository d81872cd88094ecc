"""`python -m tests.bench` is the runner."""

import sys

from tests.bench.run import main

sys.exit(main())
