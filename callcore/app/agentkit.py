"""What the agent of one call is given: its prompt, its guard, its tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.mcp.servers import Mcp
from callcore.agent.prompts.loader import PromptSet, packaged
from callcore.agent.toolbox import Toolbox
from callcore.app.shop import Shop
from callcore.call.services import Services
from callcore.shared.ids import Language
from callcore.shared.records import Admission
from callcore.shared.settings import Config

NO_MCP: Final = Mcp(())


@dataclass(frozen=True, slots=True)
class Prompted:
    """What follows from the prompts of one call; they do not change while it lasts."""

    prompts: PromptSet

    def prompt(self, language: Language) -> str:
        """Return the rendered prompt of a language."""
        return self.prompts[language].text

    def open_history(self, language: Language) -> History:
        """Return an empty history."""
        return History(self.prompt(language))

    def open_guard(self, language: Language) -> Guard:
        """Return a guard that knows what of the prompts must never be said.

        Those of all languages: the caller may switch, and a model may mix them.
        """
        prompts = self.prompts.values()
        return Guard(
            language,
            secrets=[secret for prompt in prompts for secret in prompt.secrets],
            prompt="\n".join(prompt.text for prompt in prompts),
        )


class AgentKit:
    """Opens the parts of the agent for each call.

    ``prompts_now`` tells which prompts a call that begins gets; without it, those of the
    package, read once, at start.
    """

    def __init__(
        self,
        config: Config,
        shop: Shop,
        mcp: Mcp = NO_MCP,
        prompts_now: Callable[[], PromptSet] | None = None,
    ) -> None:
        self.shop = shop
        self._queues = config.queues
        self._mcp = mcp
        ours = packaged()
        self._prompts_now = prompts_now or (lambda: ours)

    def of_a_call(self) -> Prompted:
        """Return what a call that begins now keeps to its end."""
        return Prompted(self._prompts_now())

    def dress(self, services: Services) -> Services:
        """Return the services of a call that begins now: with the prompt of now."""
        mine = self.of_a_call()
        version = next(iter(mine.prompts.values())).version
        return replace(
            services,
            prompt=mine.prompt,
            open_history=mine.open_history,
            open_guard=mine.open_guard,
            about={**services.about, "prompt": version},
        )

    def open_toolbox(self, admission: Admission, guard: Guard) -> Toolbox:
        """Return the tools of one call: ours, and those of servers that answer now."""
        return Toolbox(
            self.shop.store,
            guard,
            admission,
            desk=self.shop.desk,
            queues=self._queues,
            more=self._mcp.tools(),
        )
