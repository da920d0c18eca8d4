"""Make ``resources/colour/srgb.icc``: the output intent of every PDF.

LittleCMS, through Pillow, writes a small sRGB profile (ICC version 4). Its header carries the time it was
made and an identifier computed over it; both are set to zero, so the same bytes come out every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import ImageCms

TARGET = Path(__file__).resolve().parent.parent / "resources" / "colour" / "srgb.icc"

# Byte ranges of the header, ICC.1:2022 section 7.2: dateTimeNumber and profile ID.
MADE_AT = slice(24, 36)
PROFILE_ID = slice(84, 100)


def profile() -> bytes:
    """The profile's bytes, the same on every run."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[MADE_AT] = bytes(12)
    data[PROFILE_ID] = bytes(16)
    return bytes(data)


def main() -> int:
    """Write the profile into the resources."""
    data = profile()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(data)
    print(f"{TARGET.name}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
