"""Language models: the OpenAI-compatible client and the offline one."""
