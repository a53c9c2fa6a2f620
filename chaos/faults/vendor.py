"""Asks a vendor's stand-in to misbehave, through the file that it reads."""

from __future__ import annotations

from chaos.faults.fault import Context, FaultError
from chaos.standins.trouble import Trouble, write_trouble


def break_vendor(context: Context, vendor: str, trouble: Trouble) -> None:
    """Tell the stand-in of ``vendor``; obeyed from its next answer on.

    Raises :exc:`FaultError` if this demo runs none.
    """
    file = context.troubles.get(vendor)
    if file is None:
        raise FaultError(f"no stand-in of {vendor} runs here; add --emulated")
    try:
        write_trouble(file, trouble)
    except OSError as exc:
        raise FaultError(f"the stand-in of {vendor} was not told: {exc}") from None
