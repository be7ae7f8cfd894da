"""A policy of response headers tells of no list that it does not have, as on AWS.

MiniStack answers with empty lists of custom and of removed headers, which Terraform would take away again and
again.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

from typing import Any

_LISTS = ("CustomHeadersConfig", "RemoveHeadersConfig")


def install() -> None:
    from ministack.services import cloudfront

    build = cloudfront._build_rhp_config_xml

    def build_without_empty_lists(parent: Any, config: dict[str, Any]) -> None:
        build(parent, config)
        for name in _LISTS:
            if parent.findtext(f"{name}/Quantity") == "0":
                parent.remove(parent.find(name))

    cloudfront._build_rhp_config_xml = build_without_empty_lists
