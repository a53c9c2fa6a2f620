"""The Store API as the agent sees it: client, breaker, retry, idempotency, outbox."""
