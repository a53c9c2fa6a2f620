"""Which keys seal what is kept of people: those of the environment, or one made here."""

from __future__ import annotations

from callcore.shared.config import ConfigError
from callcore.shared.sealed.keyfile import KeyFileError, kept_keys
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import MISSING
from callcore.shared.settings import Config


def keys_of(config: Config) -> str:
    """Return the text of the key ring; blocking, it may make one in the data folder.

    With a database the environment has to name it: other machines need the same one, and a
    key that nobody knows of is lost with its machine. Raises :exc:`ConfigError`.
    """
    if config.data_keys:
        return config.data_keys
    if config.database_url:
        raise ConfigError(MISSING)
    return own_keys(config)


def own_keys(config: Config) -> str:
    """Return the key that this machine keeps in its data folder. Raises :exc:`ConfigError`."""
    try:
        return config.data_keys or kept_keys(config.data_dir)
    except KeyFileError as error:
        raise ConfigError(str(error)) from None


def ring_of(config: Config) -> KeyRing:
    """Return the key ring. Raises :exc:`ConfigError`."""
    return KeyRing.of(keys_of(config))
