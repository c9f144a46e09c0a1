"""Read settings from the environment and `.env`. Each part of the bot has its own settings class."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("expected an address that begins with http:// or https://")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]


class EnvironmentSettings(BaseSettings):
    """Base of settings that belong together. A field's variable is the class's `env_prefix` and the field's name."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Map each field to the name of its variable."""
        prefix = cls.model_config.get("env_prefix", "")
        return {field: str(info.validation_alias or prefix + field).upper() for field, info in cls.model_fields.items()}

    @classmethod
    def sentences(cls, error: ValidationError) -> list[str]:
        """Say what is wrong with each variable and what was expected; a secret's value is left out."""
        # Not pydantic's own text: that repeats the value, which may be a secret.
        return [cls._sentence(dict(details)) for details in error.errors(include_url=False)]

    @classmethod
    def _sentence(cls, error: dict[str, object]) -> str:
        location = error.get("loc")
        message = str(error["msg"]).removeprefix("Value error, ")
        if not isinstance(location, tuple) or not location:
            return message + "."
        variables = cls.variables()
        reported_name = str(location[0]).upper()
        # pydantic names a field with an alias by that alias, and others by their own name.
        field = next(field for field, variable in variables.items() if reported_name in {field.upper(), variable})
        value = "" if _is_secret(cls.model_fields[field]) else f" is {error.get('input')!r}"
        return f"{variables[field]}{value}: {message[0].lower()}{message[1:]}."

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, so that none of them reaches a log."""
        values = (getattr(self, field) for field in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def _is_secret(field: FieldInfo) -> bool:
    return field.annotation is SecretStr or SecretStr in get_args(field.annotation)
