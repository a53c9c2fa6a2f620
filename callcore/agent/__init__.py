"""What the agent may do: prompts, tools, guard, history. No vendor and no audio."""
