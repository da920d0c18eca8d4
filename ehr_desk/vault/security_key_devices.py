"""Finding a security key that is plugged in. Not tested on hardware: only this file needs any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ehr_desk.vault.factors import FactorRefused

if TYPE_CHECKING:
    from fido2.client import WebAuthnClient

RELYING_PARTY = "ehr-desk.invalid"  # RFC 2606: nobody's name, so no web page can ever ask for these credentials
ORIGIN = f"https://{RELYING_PARTY}"


@contextmanager
def plugged_in() -> Iterator[WebAuthnClient]:
    """A client for the one key that is plugged in. On Windows the system asks for it (ordinary users may not talk to
    the device themselves); elsewhere over USB, which on Linux needs the udev rule that distributions bring."""
    from fido2.client import DefaultClientDataCollector, Fido2Client
    from fido2.ctap2.extensions import HmacSecretExtension

    collector = DefaultClientDataCollector(ORIGIN)
    if sys.platform == "win32":  # pragma: no cover - the system's own window
        from fido2.client.windows import WindowsClient

        if WindowsClient.is_available():
            yield WindowsClient(collector, allow_hmac_secret=True)
            return
    from fido2.hid import CtapHidDevice

    try:
        devices = list(CtapHidDevice.list_devices())
    except OSError as error:
        raise FactorRefused(
            "Security keys cannot be looked for on this computer.", "Ask whoever looks after it for access to them."
        ) from error
    if len(devices) != 1:
        for device in devices:
            device.close()
        said = "More than one security key is plugged in." if devices else "No security key is plugged in."
        raise FactorRefused(said, "Plug in your own security key, and only that one.")
    with devices[0] as device:
        secret = HmacSecretExtension(allow_hmac_secret=True)  # type: ignore[no-untyped-call]
        yield Fido2Client(device, collector, extensions=[secret])
