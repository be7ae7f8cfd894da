"""Every rule, in the order of reports and docs."""

from checks.rule import Rule
from checks.rules.dead_letters import dead_letters
from checks.rules.encrypted import encrypted
from checks.rules.log_retention import log_retention
from checks.rules.name_prefix import name_prefix
from checks.rules.no_destroy_of_data import no_destroy_of_data
from checks.rules.no_public_access import no_public_access
from checks.rules.no_replacement import no_replacement
from checks.rules.no_wildcard_action import no_wildcard_action
from checks.rules.no_wildcard_resource import no_wildcard_resource
from checks.rules.permissions_boundary import permissions_boundary
from checks.rules.readable_policies import readable_policies
from checks.rules.recoverable_tables import recoverable_tables
from checks.rules.required_tags import required_tags
from checks.rules.stream_kept import stream_kept

RULES: tuple[Rule, ...] = (
    no_destroy_of_data,
    no_replacement,
    stream_kept,
    recoverable_tables,
    encrypted,
    no_public_access,
    no_wildcard_action,
    no_wildcard_resource,
    readable_policies,
    permissions_boundary,
    dead_letters,
    log_retention,
    required_tags,
    name_prefix,
)
