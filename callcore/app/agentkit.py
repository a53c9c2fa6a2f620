"""What the agent of one call is given: its prompt, its guard, its tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.mcp.servers import Mcp
from callcore.agent.prompts.loader import Prompt, load_prompt
from callcore.agent.toolbox import Toolbox
from callcore.app.shop import Shop
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.records import Admission
from callcore.shared.settings import Config

NO_MCP: Final = Mcp(())


class AgentKit:
    """Opens the parts of the agent for each call. Prompts are read once, at start."""

    def __init__(self, config: Config, shop: Shop, mcp: Mcp = NO_MCP) -> None:
        self.shop = shop
        self._queues = config.queues
        self._mcp = mcp
        self._prompts: Mapping[Language, Prompt] = {
            language: load_prompt(language) for language in LANGUAGES
        }

    def prompt(self, language: Language) -> str:
        """Return the rendered prompt of a language."""
        return self._prompts[language].text

    def open_history(self, language: Language) -> History:
        """Return an empty history."""
        return History(self.prompt(language))

    def open_guard(self, language: Language) -> Guard:
        """Return a guard that knows what of the prompts must never be said.

        Those of all languages: the caller may switch, and a model may mix them.
        """
        prompts = self._prompts.values()
        return Guard(
            language,
            secrets=[secret for prompt in prompts for secret in prompt.secrets],
            prompt="\n".join(prompt.text for prompt in prompts),
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
