"""The language model without a network: intents, slots and replies by rule."""
