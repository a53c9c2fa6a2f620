"""OpenAI's HTTP API: transcriptions, speech, chat with tools, models; streaming or not."""
