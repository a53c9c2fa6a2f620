"""Ask a FastAGI service in memory, as Asterisk would."""

from __future__ import annotations

from dataclasses import replace

import trio
import trio.testing

from callcore.desk.fastagi import AgiHandler, AgiService
from callcore.protocol.fastagi_asterisk import (
    AgiChannel,
    AgiCommandDecoder,
    encode_environment,
    obey,
)


async def ask(
    handler: AgiHandler,
    script: str,
    args: tuple[str, ...] = (),
    extension: str = "100",
    **variables: str,
) -> dict[str, str]:
    """Return the channel's variables after one request."""
    ours, theirs = trio.testing.memory_stream_pair()
    channel = AgiChannel(caller="+15550100", extension=extension, dialled=extension)
    channel = replace(channel, unique_id="1795000000.7")
    decoder = AgiCommandDecoder()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(AgiService("test", handler).serve, theirs)
        url = f"agi://127.0.0.1:4573/{script}"
        await ours.send_all(encode_environment(url, channel, args))
        async for data in ours:
            for command in decoder.receive_data_untrusted(bytes(data)):
                await ours.send_all(obey(command, variables))
    return variables
