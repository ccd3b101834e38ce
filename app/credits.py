"""What this is made of, and under which licences: shown on the about page.

docs/licences.md lists every package with its version; here stands what people meet: what is
sent to their browsers, and what works on their files.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Credit:
    """A work of others. `folder` is where it is kept among the assets, with its licence."""

    name: str
    licence: str
    folder: str = ""


IN_THE_BROWSER = (
    Credit("htmx", "0BSD", "vendor/htmx-4.0.1"),
    Credit("tus-js-client", "MIT", "vendor/tus-js-client-4.3.1"),
    Credit("Manrope", "OFL-1.1", "fonts/manrope-5.3.0"),
    Credit("Cormorant", "OFL-1.1", "fonts/cormorant-5.3.0"),
)

ON_THE_SERVER = (
    Credit("FFmpeg", "GPL-3.0-or-later"),
    Credit("PyAV", "BSD-3-Clause"),
    Credit("libvips", "LGPL-3.0-or-later"),
    Credit("Pillow", "MIT-CMU"),
    Credit("libheif, libde265", "LGPL-3.0"),
    Credit("LibRaw", "LGPL-2.1"),
    Credit("Flask", "BSD-3-Clause"),
    Credit("FastAPI", "MIT"),
    Credit("gRPC", "Apache-2.0"),
    Credit("DBOS Transact", "MIT"),
    Credit("SQLAlchemy", "MIT"),
)
