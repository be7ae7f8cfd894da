"""checks.toml: which rules are on, what they are told, and what is let pass until when."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from checks.errors import UnusableError
from checks.values import matches

_SECTIONS = ("rules", "settings", "waivers")
# What holds data, or makes data readable: neither destroyed nor replaced.
DATA_TYPES = (
    "aws_cloudwatch_log_group",
    "aws_cognito_user_pool",
    "aws_db_instance",
    "aws_dynamodb_table",
    "aws_efs_file_system",
    "aws_glue_catalog_database",
    "aws_glue_catalog_table",
    "aws_kinesis_stream",
    "aws_kms_key",
    "aws_pinpointsmsvoicev2_opt_out_list",
    "aws_rds_cluster",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the rules are told. Every name is a key of ``[settings]``."""

    required_tags: tuple[str, ...] = ()
    untagged_types: tuple[str, ...] = ("aws_s3_object",)
    name_prefixes: tuple[str, ...] = ()
    permissions_boundaries: tuple[str, ...] = ()
    kms_required: bool = False
    kms_keys: tuple[str, ...] = ()
    max_log_retention_days: int = 0
    data_types: tuple[str, ...] = DATA_TYPES
    allowed_wildcard_actions: tuple[str, ...] = ()
    unscoped_actions: tuple[str, ...] = ()


# Beside their fields, as the table of docs/checks.md is made of these.
MEANINGS = {
    "required_tags": "tag keys that whatever can have tags must have; `default_tags` of the provider count",
    "untagged_types": "types that `required-tags` passes over: S3 takes 10 tags on an object",
    "name_prefixes": "texts with one of which every physical name begins",
    "permissions_boundaries": "patterns of ARNs that may be a boundary; none: any",
    "kms_required": "whether `encrypted` demands a KMS key that is not AWS's own, on whatever takes one",
    "kms_keys": "patterns of keys that may encrypt where `kms_required` is true; none: any but AWS's own",
    "max_log_retention_days": "how long a log group may keep its events at most; 0: any number of days",
    "data_types": "types of resources that are neither destroyed nor replaced",
    "allowed_wildcard_actions": "patterns that `no-wildcard-action` lets pass as they are written",
    "unscoped_actions": "patterns of actions that may stand with the resource `*`, beside those without ARNs",
}


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings of a rule that are let pass for a time, for a reason."""

    rule: str
    address: str
    reason: str
    expires: dt.date

    def __str__(self) -> str:
        return f"{self.rule} at {self.address}"

    def covers(self, rule: str, address: str) -> bool:
        """Whether it lets this finding pass, if it has not expired."""
        return rule == self.rule and matches(address, [self.address])


@dataclass(frozen=True, slots=True)
class Config:
    """All of checks.toml; empty: the defaults."""

    rules: Mapping[str, bool] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    waivers: tuple[Waiver, ...] = ()

    @classmethod
    def read(cls, path: Path | str) -> Config:
        """Read a file; `UnusableError` says which key is wrong."""
        try:
            raw = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise UnusableError(f"{path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise UnusableError(f"{path} is no TOML: {error}.") from error
        try:
            return cls.of(raw)
        except UnusableError as error:
            raise UnusableError(f"{path}: {error}") from error

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Config:
        """The same from what TOML says."""
        from checks.registry import RULES  # the rules import the settings from here

        ids = [rule.id for rule in RULES]
        _known("key", raw, _SECTIONS)
        switches = _table(raw.get("rules", {}), "[rules]")
        for id_, on in switches.items():
            _one_of("[rules]", id_, ids)
            if not isinstance(on, bool):
                raise UnusableError(f"[rules] {id_}: write true or false.")
        given = raw.get("waivers", [])
        if not isinstance(given, list):
            raise UnusableError("waivers: write each as [[waivers]].")
        waivers = tuple(_waiver(waiver, f"[[waivers]] {n}", ids) for n, waiver in enumerate(given, 1))
        settings = _settings(raw.get("settings", {}))
        _refuse_what_does_nothing(settings, switches)
        return cls(dict(switches), settings, waivers)


def _settings(raw: Any) -> Settings:
    table = _table(raw, "[settings]")
    _known("[settings]", table, MEANINGS)
    return Settings(
        **{
            setting.name: _setting(setting.name, table[setting.name], setting.default)
            for setting in fields(Settings)
            if setting.name in table
        }
    )


def _refuse_what_does_nothing(settings: Settings, switches: Mapping[str, Any]) -> None:
    """A setting that no rule looks at seems to hold plans to something."""
    if settings.kms_keys and not settings.kms_required:
        raise UnusableError("[settings] kms_keys: nothing looks at it without kms_required = true.")
    if settings.permissions_boundaries and "permissions-boundary" not in switches:
        raise UnusableError(
            "[settings] permissions_boundaries: nothing looks at it without permissions-boundary = true in "
            "[rules]."
        )


def _setting(name: str, value: Any, default: Any) -> Any:
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        raise UnusableError(f"[settings] {name}: write true or false.")
    if isinstance(default, int):
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise UnusableError(f"[settings] {name}: write a whole number, at least 0.")
    if isinstance(value, list) and all(isinstance(text, str) and text for text in value):
        return tuple(value)
    raise UnusableError(f'[settings] {name}: write a list of texts, as in ["a", "b"].')


def _waiver(raw: Any, where: str, ids: Iterable[str]) -> Waiver:
    table = _table(raw, where)
    keys = [key.name for key in fields(Waiver)]
    _known(where, table, keys)
    missing = [key for key in keys if key not in table]
    if missing:
        raise UnusableError(f"{where}: {', '.join(missing)} missing; a waiver has {', '.join(keys)}.")
    for key in ("rule", "address", "reason"):
        if not isinstance(table[key], str) or not table[key].strip():
            raise UnusableError(f"{where} {key}: write a text.")
    _one_of(f"{where} rule", table["rule"], ids)
    expires = table["expires"]
    if not isinstance(expires, dt.date) or isinstance(expires, dt.datetime):
        raise UnusableError(f"{where} expires: write a date without quotes, as in 2027-03-31.")
    return Waiver(table["rule"], table["address"], table["reason"], expires)


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise UnusableError(f"{where}: write a table of keys and values.")


def _known(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    for key in given:
        _one_of(where, key, known)


def _one_of(where: str, key: str, known: Iterable[str]) -> None:
    known = list(known)
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
        raise UnusableError(f"{where}: {key} is not known; {hint}")
