"""The part that opens files of strangers; runs in child processes, never in the service.

What libvips and fontconfig read from the environment has to be there when they are
loaded, and so it stands here, before every module of the engine.
"""

import os
from pathlib import Path

# Two jobs on two cores are twice as fast as one after the other, each on both; and
# one alone loses next to nothing, since decoders and encoders are sequential.
os.environ.setdefault("VIPS_CONCURRENCY", "1")
# Pictures stay in memory, which is limited, and never become files in /tmp.
os.environ.setdefault("VIPS_DISC_THRESHOLD", "8g")
os.environ.setdefault("FONTCONFIG_FILE", str(Path(__file__).parents[1] / "fonts/fonts.conf"))
